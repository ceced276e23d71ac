// Asks the LMS to keep, or to give back, the secret that binds a login to this browser, where the frame keeps no cookie (1EdTech LTI Client Side
// postMessages 0.1, LTI postMessage Storage 0.1). Runs in the head, so that the page's button is not shown and taken away again. Whatever goes
// wrong (there are apps that announce a storage and never answer), the page is what it is without this script.
const PATIENCE = { 'lti.capabilities': 700, 'lti.put_data': 1500, 'lti.get_data': 2500 };

const root = document.documentElement;
root.classList.add('yr-asks');

/** One question; its answer is the message that repeats its number, from the origin asked. All else is left unheard. */
const ask = (frame, origin, message, isAnswerer) => new Promise((resolve, reject) => {
  const message_id = crypto.getRandomValues(new Uint32Array(4)).join('-');
  const end = (settle, value) => {
    clearTimeout(timer);
    removeEventListener('message', hear);
    settle(value);
  };
  const hear = ({ data, source, origin: from }) => {
    if (!isAnswerer(from, source) || data?.message_id !== message_id || data.subject !== `${message.subject}.response`) return;
    if (data.error) end(reject, new Error(`${message.subject}: ${data.error.code ?? data.error}`));
    else end(resolve, data);
  };
  const timer = setTimeout(() => end(reject, new Error(`${message.subject}: no answer`)), PATIENCE[message.subject]);
  addEventListener('message', hear);
  frame.postMessage({ ...message, message_id }, origin);
});

/** The frame of this name beside ours; the LMS's page itself for any other. */
const frameOf = name => {
  try {
    const frame = name && name !== '_parent' && parent.frames[name];
    return frame && typeof frame.postMessage === 'function' ? frame : parent;
  } catch {
    return parent;
  }
};

/** What the LMS says it can do. It may be of another origin than its authorization endpoint, so this tells it nothing and it names a frame only. */
const capabilities = () => ask(parent, '*', { subject: 'lti.capabilities' }, (_, source) => source === parent)
  .then(answer => Array.isArray(answer.supported_messages) ? answer.supported_messages : [], () => []);

const run = async ({ storage, target, key, secret, go, platform }) => {
  if (parent === window) throw new Error('not in a frame');
  const subject = `lti.${storage}_data`;
  const origin = new URL(go ?? platform).origin;
  const said = (await capabilities()).find(message => message?.subject === subject);
  const frame = frameOf(typeof said?.frame === 'string' ? said.frame : target);
  const question = message => ask(frame, origin, message, from => from === origin);
  if (storage === 'put') {
    await question({ subject, key, value: secret });
    location.replace(go);
    return null;
  }
  const { value } = await question({ subject, key });
  if (typeof value !== 'string' || value.length > 64) throw new Error(`${subject}: no value`);
  // Read once: null takes it away.
  frame.postMessage({ subject: 'lti.put_data', key, value: null, message_id: `${key}-end` }, origin);
  return value;
};

addEventListener('DOMContentLoaded', async () => {
  const waits = document.querySelector('[data-storage]');
  const form = waits.dataset.storage === 'get' && document.querySelector('form');
  const send = (name, value) => {
    const field = Object.assign(document.createElement('input'), { type: 'hidden', name, value });
    form.append(field);
    form.submit();
  };
  try {
    const value = await run(waits.dataset);
    if (form) send('storage_secret', value);
  } catch (e) {
    if (form) send('storage_fault', e.message.slice(0, 100));
    else root.classList.remove('yr-asks');
  }
});
