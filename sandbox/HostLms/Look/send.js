document.getElementById("send").requestSubmit();
