// Makes wwwroot/lib from npm packages and this folder: one stylesheet, three scripts, one icon sprite, one font.
// Run by the build (LtiTool.csproj) when something it reads has changed. Needs the network only when package-lock.json changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const look = path.dirname(here);
const project = path.dirname(look);
const modules = path.join(project, 'node_modules');
const out = path.join(project, 'wwwroot', 'lib');

const read = file => fs.readFileSync(file, 'utf8');
const hash = text => createHash('sha256').update(text).digest('hex').slice(0, 16);
const same = (file, text) => fs.existsSync(file) && read(file) === text;

/** Writes beside and renames, so that whoever reads never sees half a file; leaves what is unchanged alone. */
function write(file, content) {
  const bytes = Buffer.from(content);
  if (fs.existsSync(file) && fs.readFileSync(file).equals(bytes)) return;
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.${process.pid}`, bytes);
  fs.renameSync(`${file}.${process.pid}`, file);
}

/** Two builds at once share node_modules and wwwroot/lib: one works, the other waits and then finds it done. */
function alone(work) {
  const lock = path.join(project, 'obj', 'look.lock');
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (e) {
      if (e.code !== 'EEXIST') throw e;
      if (!isAlive(lock)) fs.rmSync(lock, { force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  const release = () => fs.rmSync(lock, { force: true });
  return Promise.resolve().then(work).finally(release);
}

function isAlive(lock) {
  try {
    const pid = Number(read(lock));
    // Empty: another process has made the file and is about to write its number.
    if (!pid) return Date.now() - fs.statSync(lock).mtimeMs < 5000;
    process.kill(pid, 0);
    return true;
  } catch (e) {
    return e.code === 'EPERM';
  }
}

function restore() {
  const stamp = path.join(modules, '.restored');
  const wanted = hash(read(path.join(project, 'package-lock.json')));
  if (same(stamp, wanted)) return;
  console.log('look: restoring npm packages');
  const done = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], { cwd: project, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.error || done.status !== 0) throw new Error(`npm ci failed${done.error ? `: ${done.error.message}` : ''}. Node 20 or later and npm are needed.`);
  fs.writeFileSync(stamp, wanted);
}

/** The theme, by Designsystemet's own tool. Takes some seconds, so it is kept until the colours or the tool change. */
function theme() {
  const config = path.join(here, 'designsystemet.config.json');
  const cache = path.join(modules, '.look-theme');
  const wanted = hash(read(config) + read(path.join(modules, '@digdir/designsystemet/package.json')));
  const css = path.join(cache, 'css', 'yrkesresan.css');
  if (same(path.join(cache, 'stamp'), wanted) && fs.existsSync(css)) return css;
  console.log('look: making the theme');
  fs.rmSync(cache, { recursive: true, force: true });
  fs.mkdirSync(cache, { recursive: true });
  fs.copyFileSync(config, path.join(cache, 'designsystemet.config.json'));
  const tool = path.join(modules, '@digdir/designsystemet/dist/bin/designsystemet.js');
  for (const args of [['create', '--config', 'designsystemet.config.json'], ['build', '--tokens', 'design-tokens', '--out-dir', 'css']]) {
    const done = spawnSync(process.execPath, [tool, 'tokens', ...args], { cwd: cache, encoding: 'utf8' });
    if (done.status !== 0) throw new Error(`designsystemet tokens ${args[0]} failed:\n${done.stdout}\n${done.stderr}`);
  }
  fs.writeFileSync(path.join(cache, 'stamp'), wanted);
  return css;
}

/** Leaves out the theme's colours that no page uses: they are half of its weight. */
function trimmed(css) {
  const unused = 'brand1|brand2|brand3|info|success|warning|danger';
  const layer = new RegExp(`@layer ds\\.theme\\.color \\{\\s*\\[data-color="(?:${unused})"\\][^{}]*\\{[^{}]*\\}\\s*\\}`, 'g');
  return css.replace(layer, '').replace(new RegExp(`--ds-color-(?:${unused})-[a-z-]+:[^;]+;`, 'g'), '');
}

/** The icons that Look/Icons.cs names, as symbols. Their coordinates are drawn on 24 px: hundredths are enough. */
function sprite() {
  const names = [...read(path.join(look, 'Icons.cs')).matchAll(/const string \w+ = "(\w+)"/g)].map(m => m[1]).sort();
  const symbols = names.map(name => {
    const svg = read(path.join(modules, '@navikt/aksel-icons/dist/svg', `${name}.svg`));
    return `<symbol id="${name}" viewBox="0 0 24 24">${svg.replace(/<svg[^>]*>|<\/svg>/g, '').trim().replace(/\d*\.\d{3,}/g, n => String(Number(Number(n).toFixed(2))))}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

await alone(async () => {
  restore();
  const themeCss = theme();
  const esbuild = await import(pathToFileURL(path.join(modules, 'esbuild/lib/main.js')));
  const common = { bundle: true, minify: true, write: false, outdir: out, entryNames: '[name]-[hash]' };
  const bundled = await esbuild.build({
    ...common, entryPoints: { yr: path.join(look, 'Styles/yr.css') }, target: ['chrome115', 'firefox115', 'safari16.4'],
    loader: { '.woff2': 'file' }, assetNames: '[name]-[hash]', nodePaths: [modules],
    plugins: [{
      name: 'theme',
      setup(build) {
        build.onResolve({ filter: /^theme$/ }, () => ({ path: themeCss }));
        build.onLoad({ filter: /yrkesresan\.css$/ }, ({ path: file }) => ({ contents: trimmed(read(file)), loader: 'css' }));
      },
    }],
  });
  const script = await esbuild.build({ ...common, entryPoints: { yr: path.join(look, 'Scripts/yr.js'), storage: path.join(look, 'Scripts/storage.js'), picked: path.join(look, 'Scripts/picked.js') }, format: 'iife', target: ['es2020'] });
  const icons = sprite();
  const files = new Map([...bundled.outputFiles, ...script.outputFiles].map(f => [path.basename(f.path), f.contents]));
  files.set(`icons-${hash(icons).slice(0, 8).toUpperCase()}.svg`, icons);
  // What each thing is called now: LookAssets.cs reads it.
  const named = (ending, start = '') => [...files.keys()].find(name => name.startsWith(start) && name.endsWith(ending));
  files.set('assets.json', JSON.stringify({ 'yr.css': named('.css'), 'yr.js': named('.js', 'yr-'), 'storage.js': named('.js', 'storage-'), 'picked.js': named('.js', 'picked-'), 'icons.svg': named('.svg'), 'font.woff2': named('.woff2') }));
  for (const [name, content] of files) write(path.join(out, name), content);
  for (const old of fs.readdirSync(out).filter(name => !files.has(name))) fs.rmSync(path.join(out, old), { recursive: true, force: true });
  // Last: the build compares this file's time with those of what was read.
  fs.writeFileSync(path.join(project, 'obj', 'look.stamp'), new Date().toISOString());
});
