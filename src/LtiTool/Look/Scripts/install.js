// Installing: copying a field, and closing the window that an LMS opened for a registration (Dynamic Registration 1.0 §3.4).

const closing = document.querySelector('[data-lti-close]');
if (closing) {
  const host = window.opener ?? (window.parent === window ? null : window.parent);
  const note = closing.querySelector('[data-lti-closing]');
  // To whoever opened us: an LMS may stand on another origin than the one it registers with, and the message tells nothing.
  const close = () => host?.postMessage({ subject: 'org.imsglobal.lti.close' }, '*');
  closing.querySelector('[data-lti-close-now]').addEventListener('click', close);
  if (host) {
    note.hidden = false;
    const timer = setTimeout(close, Number(closing.dataset.ltiClose) * 1000);
    // WCAG 2.2.1: whoever needs longer to read stops the clock, by the button or by using the page at all.
    const stay = () => {
      clearTimeout(timer);
      note.hidden = true;
    };
    closing.querySelector('[data-lti-stay]').addEventListener('click', stay);
    for (const use of ['keydown', 'wheel', 'touchstart']) addEventListener(use, stay, { once: true, passive: true });
  } else {
    closing.querySelector('[data-lti-close-now]').hidden = true;
  }
}

for (const field of document.querySelectorAll('[data-copy]')) field.addEventListener('focus', () => field.select());
for (const button of document.querySelectorAll('[data-copy-of]')) {
  button.hidden = false;
  const said = button.firstChild.data;
  button.addEventListener('click', async () => {
    const field = document.getElementById(button.dataset.copyOf);
    field.focus();
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // A frame may not use the clipboard unless its LMS lets it: the old way still works there.
      if (!document.execCommand('copy')) return;
    }
    button.firstChild.data = button.dataset.copied;
    document.getElementById('yr-live').textContent = button.dataset.copied;
    setTimeout(() => (button.firstChild.data = said), 2000);
  });
}
