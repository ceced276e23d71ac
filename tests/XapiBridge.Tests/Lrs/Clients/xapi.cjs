// npm's @xapi/xapi against a running store: what a course made with it does with statements.
const XAPI = require("@xapi/xapi").default;
const { createHash, randomUUID } = require("node:crypto");
const [, , endpoint, user, password, version] = process.argv;
const assert = require("node:assert/strict");

(async () => {
  // In Node its axios sends a Blob as application/octet-stream, whatever it is told; with fetch it does as in a browser.
  const xapi = new XAPI({ adapter: "fetch", endpoint, auth: XAPI.toBasicAuth(user, password), version });
  const actor = { objectType: "Agent", name: "Exempel Exempelsson", mbox: "mailto:exempel@example.org" };
  const object = { objectType: "Activity", id: "https://example.org/xapi-js" };
  const statement = extra => ({ id: randomUUID(), actor, verb: XAPI.Verbs.COMPLETED, object, ...extra });

  const first = statement();
  assert.deepEqual((await xapi.sendStatement({ statement: first })).data, [first.id]);
  const got = (await xapi.getStatement({ statementId: first.id })).data;
  assert.deepEqual([got.id, got.actor, got.verb, got.object], [first.id, actor, first.verb, object]);

  const batch = [statement(), statement({ verb: XAPI.Verbs.PASSED, result: { success: true } })];
  assert.deepEqual((await xapi.sendStatements({ statements: batch })).data, batch.map(s => s.id));
  const found = (await xapi.getStatements({ agent: actor, verb: XAPI.Verbs.PASSED.id, activity: object.id, limit: 1, format: "canonical" })).data;
  assert.deepEqual(found.statements.map(s => s.id), [batch[1].id]);
  const page = (await xapi.getStatements({ agent: actor, limit: 2 })).data;
  const rest = (await xapi.getMoreStatements({ more: page.more })).data;
  assert.deepEqual([...page.statements, ...rest.statements].map(s => s.id), [...batch.map(s => s.id).reverse(), first.id]);

  const text = "a simple attachment: åäö";
  const bytes = Buffer.from(text);
  const attached = statement({
    attachments: [{
      usageType: "http://example.com/attachment-usage/test", display: { sv: "En bilaga" }, contentType: "text/plain; charset=utf-8",
      length: bytes.length, sha2: createHash("sha256").update(bytes).digest("hex"),
    }],
  });
  await xapi.sendStatement({ statement: attached, attachments: [bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)] });
  const parts = (await xapi.getStatement({ statementId: attached.id, attachments: true })).data;
  assert.equal(parts[0].id, attached.id);
  assert.equal(parts[1], text);

  await xapi.voidStatement({ actor, statementId: first.id });
  assert.equal((await xapi.getVoidedStatement({ voidedStatementId: first.id })).data.id, first.id);
  await assert.rejects(xapi.getStatement({ statementId: first.id }));
  await assert.rejects(xapi.sendStatement({ statement: statement({ verb: { id: "no IRI" } }) }));
  console.log("done");
})().catch(e => { console.error(e?.response?.data ?? e?.data ?? e, e?.stack); process.exit(1); });
