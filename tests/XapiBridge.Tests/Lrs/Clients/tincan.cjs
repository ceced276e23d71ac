// npm's tincanjs against a running store: the client inside much of the content there is.
const TinCan = require("tincanjs");
const { randomUUID } = require("node:crypto");
const [, , endpoint, username, password] = process.argv;
const assert = require("node:assert/strict");

const lrs = new TinCan.LRS({ endpoint, username, password, allowFail: false });
const ask = (method, ...given) => new Promise((resolve, reject) => {
  const options = given.pop() ?? {};
  lrs[method](...given, { ...options, callback: (err, result) => err === null ? resolve(result) : reject(new Error(`${method}: ${err} ${result?.responseText}`)) });
});

(async () => {
  const statement = extra => new TinCan.Statement({
    id: randomUUID(), actor: { mbox: "mailto:exempel@example.org" }, verb: { id: "http://adlnet.gov/expapi/verbs/experienced" },
    target: { id: "https://example.org/tincan" }, ...extra,
  });

  // saveStatement puts, saveStatements posts.
  const first = statement();
  await ask("saveStatement", first, {});
  const got = await ask("retrieveStatement", first.id, {});
  assert.deepEqual([got.id, got.actor.mbox, got.verb.id, got.target.id], [first.id, "mailto:exempel@example.org", first.verb.id, first.target.id]);

  // In Node it makes the body text before it sends it, so only text gets through.
  const content = "en bilaga\r\n-- åäö";
  const attachment = new TinCan.Attachment({ usageType: "http://example.com/attachment-usage/test", display: { sv: "En bilaga" }, contentType: "application/octet-stream" });
  attachment.setContentFromString(content);
  // One attachment to a request: in Node it writes no line end before a second one's boundary.
  const both = [statement({ attachments: [attachment] }), statement()];
  await ask("saveStatements", both, {});
  const attached = await ask("retrieveStatement", both[0].id, { params: { attachments: true } });
  assert.equal(attached.attachments[0].getContentAsString(), content);

  const found = await ask("queryStatements", { params: { activity: first.target, limit: 2, attachments: true } });
  assert.deepEqual(found.statements.map(s => s.id), both.map(s => s.id).reverse());
  assert.equal(found.statements[1].attachments[0].getContentAsString(), content);
  // With attachments it forgets where the list goes on.
  const page = await ask("queryStatements", { params: { activity: first.target, limit: 2 } });
  const rest = await ask("moreStatements", { url: page.more });
  assert.deepEqual([...page.statements, ...rest.statements].map(s => s.id), [...both.map(s => s.id).reverse(), first.id]);
  await ask("saveStatement", statement({ attachments: [attachment] }), {});
  console.log("done");
})().catch(e => { console.error(e); process.exit(1); });
