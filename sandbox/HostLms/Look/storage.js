// What a tool may ask an LMS to keep in the browser: 1EdTech LTI Client Side postMessages 0.1 (capabilities, form of answers, error codes) and
// LTI postMessage Storage 0.1 (put and get). Each origin has its own data; a tool that is not in this LMS gets none.
{
  const { answers, tool, frame } = document.currentScript.dataset;
  const LONGEST = 4096, MOST = 500;
  const kept = new Map();
  const fault = (code, message) => ({ error: { code, message } });
  const put = ({ key, value }, data) => {
    if (value === null || value === undefined) data.delete(key);
    else if (typeof value !== "string") return fault("bad_request", "value must be a string or null");
    else if (key.length + value.length > LONGEST || (data.size >= MOST && !data.has(key))) return fault("storage_exhaustion", "too large, or too many");
    else data.set(key, value);
    return { key, value };
  };
  const withKey = then => (message, data) =>
    typeof message.key === "string" && message.key !== "" ? then(message, data) : fault("bad_request", "key must be a string");
  const where = answers === "refers" ? { frame } : {};
  const kinds = {
    "lti.capabilities": () => ({
      supported_messages: ["lti.capabilities", "lti.frameResize"].map(subject => ({ subject }))
        .concat(["lti.put_data", "lti.get_data"].map(subject => ({ subject, ...where }))),
    }),
    ...(answers === "keeps" && {
      "lti.put_data": withKey(put),
      "lti.get_data": withKey(({ key }, data) => ({ key, value: data.get(key) ?? null })),
    }),
    ...(answers === "faulty" && {
      "lti.put_data": () => fault("storage_exhaustion", "no room"),
      "lti.get_data": () => fault("bad_request", "out of order"),
    }),
  };
  const answerTo = ({ data: message, origin }) => {
    if (typeof message.message_id !== "string" || message.message_id === "") return fault("bad_request", "message_id must be a string");
    if (origin !== tool) return fault("wrong_origin", "this is not a tool of this LMS");
    const kind = Object.hasOwn(kinds, message.subject) && kinds[message.subject];
    if (!kind) return fault("unsupported_subject", "see lti.capabilities");
    if (!kept.has(origin)) kept.set(origin, new Map());
    return kind(message, kept.get(origin));
  };
  addEventListener("message", event => {
    const message = event.data;
    // frame.js hears lti.frameResize, which has no answer.
    if (typeof message?.subject !== "string" || !message.subject.startsWith("lti.") || message.subject === "lti.frameResize" || message.subject.endsWith(".response")) return;
    // A stranger shows what it hears and says yes to everything.
    if (answers === "stranger") document.getElementById("heard").textContent += JSON.stringify(message);
    const answer = answers === "stranger" ? { key: message.key, value: message.value ?? "x" } : answerTo(event);
    event.source.postMessage({ subject: `${message.subject}.response`, message_id: message.message_id, ...answer }, event.origin);
  });
}
