// The tool may say how tall it is (lti.frameResize); only the tool in this very frame is listened to.
const frame = document.getElementById("tool");
addEventListener("message", event => {
  if (event.source !== frame.contentWindow || event.origin !== frame.dataset.origin) return;
  const height = Number(event.data?.subject === "lti.frameResize" && event.data.height);
  if (height > 0) frame.style.height = `${Math.min(Math.ceil(height), 20000)}px`;
});
