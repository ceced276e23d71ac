// Progressive: every page works without this. It saves a tick without loading the page again, keeps the choice of map or list,
// and tells the LMS how tall the page is.

import './install.js';

const live = document.getElementById('yr-live');
const say = text => {
  if (live && text) live.textContent = text;
};

// A tick: the same form, the same answer, but only <main> is put in place, with focus and opened parts kept.
document.addEventListener('submit', async event => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute('data-tick')) return;
  event.preventDefault();
  const button = event.submitter ?? form.querySelector('button');
  if (form.getAttribute('aria-busy') === 'true') return;
  form.setAttribute('aria-busy', 'true');
  if (button.getAttribute('role') === 'checkbox') button.setAttribute('aria-checked', String(button.getAttribute('aria-checked') !== 'true'));
  const body = new URLSearchParams(new FormData(form));
  if (button.name) body.append(button.name, button.value);
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { accept: 'text/html' } });
    if (!answer.ok) throw new Error(String(answer.status));
    replaceMain(new DOMParser().parseFromString(await answer.text(), 'text/html'), button.id);
  } catch {
    // Whatever went wrong, the ordinary way shows it: send the form as a browser without this script does.
    form.removeAttribute('data-tick');
    form.requestSubmit(button);
  }
});

function replaceMain(page, focusId) {
  const now = document.querySelector('main');
  const next = page.querySelector('main');
  if (!next) throw new Error('no main');
  const toggled = new Map([...now.querySelectorAll('details[id]')].map(d => [d.id, d.open]));
  for (const details of next.querySelectorAll('details[id]')) if (toggled.has(details.id)) details.open = toggled.get(details.id);
  now.replaceChildren(...next.childNodes);
  document.title = page.title;
  document.getElementById(focusId)?.focus({ preventScroll: true });
  say(document.querySelector('[data-announce]')?.dataset.announce);
}

// Out of the frame in one press: the tab is opened while the press still counts, then the page with the one-time code is fetched and its form
// sent to that tab. Where that fails the link is an ordinary one, to that page.
document.addEventListener('click', async event => {
  const link = event.target instanceof Element && event.target.closest('a[href^="/session/new-tab"]');
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const name = `yr-${crypto.randomUUID()}`;
  const tab = window.open('', name);
  try {
    if (!tab) throw new Error('no tab');
    const answer = await fetch(link.href, { headers: { accept: 'text/html' } });
    const form = answer.ok && new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('form[action="/session/move"]');
    if (!form) throw new Error(String(answer.status));
    form.target = name;
    form.hidden = true;
    document.body.append(form);
    form.submit();
    form.remove();
  } catch {
    tab?.close();
    location.assign(link.href);
  }
});

// A form that goes back to the LMS sends itself; its button is for browsers without this. In a tab that a page of ours in the LMS's frame has opened
// (picked.js), that page gets the answer, because the LMS waits for it there; where no such page says that it has it, the tab sends it after all.
const answer = document.querySelector('form[data-send]');
if (answer?.dataset.send && window.opener) {
  const unheard = setTimeout(() => answer.requestSubmit(), 1000);
  addEventListener('message', ({ data, origin }) => {
    if (origin !== location.origin || data?.subject !== 'yr.picked.taken') return;
    clearTimeout(unheard);
    document.querySelector('[data-sending]').hidden = answer.hidden = true;
    document.querySelector('[data-sent]').hidden = false;
    window.close();
  });
  window.opener.postMessage({ subject: 'yr.picked', code: answer.dataset.send, JWT: answer.elements.JWT.value }, location.origin);
} else answer?.requestSubmit();

// Map or list: kept in this browser, where the browser keeps anything.
const views = [...document.querySelectorAll('[data-remember]')];
for (const input of views) {
  const key = `yr-${input.name}`;
  try {
    if (localStorage.getItem(key) === input.value) input.checked = true;
    input.addEventListener('change', () => localStorage.setItem(key, input.value));
  } catch {
    // Storage is blocked: the choice holds for this page.
  }
}

// The LMS may make the frame as tall as the page (lti.frameResize); one that cannot ignores it. The height says nothing about anyone.
if (window.parent !== window) {
  let sent = 0;
  new ResizeObserver(() => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (Math.abs(height - sent) > 4) window.parent.postMessage({ subject: 'lti.frameResize', height: (sent = height) }, '*');
  }).observe(document.documentElement);
}
