// Runs the script for Google Forms as it stands in docs/providers.md, with stand-ins for what Google gives it, and says what it sent.
import { createHmac } from "node:crypto";
import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";

const page = await readFile(new URL("../../../../docs/providers.md", import.meta.url), "utf8");
const script = page.split("```js\n")[1].split("```")[0];
const [secret, ...statuses] = JSON.parse(process.argv[2]);

// Bytes are signed there: -128 to 127.
const signed = (buffer) => [...buffer].map((byte) => (byte > 127 ? byte - 256 : byte));
const plain = (bytes) => Buffer.from(bytes.map((byte) => byte & 255));

const calls = [];
const slept = [];
const context = {
  PropertiesService: { getScriptProperties: () => ({ getProperty: (name) => ({ RELAIS_URL: "https://relais.example.org/in/1", RELAIS_SECRET: secret })[name] }) },
  Utilities: {
    base64Decode: (text) => signed(Buffer.from(text, "base64")),
    base64Encode: (bytes) => plain(bytes).toString("base64"),
    computeHmacSha256Signature: (value, key) => signed(createHmac("sha256", plain(key)).update(plain(value)).digest()),
    newBlob: (text) => ({ getBytes: () => signed(Buffer.from(text, "utf8")) }),
    sleep: (milliseconds) => slept.push(milliseconds),
  },
  UrlFetchApp: {
    fetch: (url, options) => {
      calls.push({ url, ...options });
      return { getResponseCode: () => statuses[calls.length - 1] };
    },
  },
};
const item = (title, answer) => ({ getItem: () => ({ getTitle: () => title }), getResponse: () => answer });
const event = {
  source: { getId: () => "1FAIpQ_form" },
  response: {
    getId: () => "2_ABaOnud=",
    getRespondentEmail: () => "ada@example.org",
    getTimestamp: () => new Date(Date.UTC(2026, 0, 1)),
    getItemResponses: () => [item("Prénom", "Zoé 🌱"), item("Topics", ["Flood", "Heat"]), item("Topics", "Wind"), item("Grid", [null, "a"])],
  },
};

runInNewContext(script, context);
let error = null;
try {
  context.onRelaisSubmit(event);
} catch (thrown) {
  error = thrown.message;
}

console.log(JSON.stringify({ calls, slept, error }));
