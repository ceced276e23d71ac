// Dynamic Registration 1.0 §3.4: the tool says when the registration is done; only the tool in this very frame is listened to.
const frame = document.getElementById("registration");
addEventListener("message", event => {
  if (event.source === frame.contentWindow && event.origin === frame.dataset.origin && event.data?.subject === "org.imsglobal.lti.close") location.assign(frame.dataset.done);
});
