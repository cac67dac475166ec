// A mail server of others' making (smtp-server), which says on its output what comes, line by line in JSON, and answers as an address tells it:
// rcpt-550-5.1.1@… is refused when it is named, data-552-5.2.2@… when its mail has come, rcpt-close@… by hanging up.
// Told "bye" on its input, it closes every connection that is open, as a server does that is restarted.
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

const options = JSON.parse(process.argv[2]);
const say = line => process.stdout.write(JSON.stringify(line) + "\n");
const open = new Set();
let sender = options.sender;

function refusal(address, step) {
  const told = new RegExp(`^${step}-(\\d{3})(?:-([\\d.]+))?@`).exec(address);
  return told && Object.assign(new Error(`${told[2] ?? ""} as the address says`.trim()), { responseCode: Number(told[1]) });
}

const server = new SMTPServer({
  disableReverseLookup: true,
  authOptional: !options.user,
  authMethods: options.methods ?? ["PLAIN", "LOGIN"],
  allowInsecureAuth: !options.key,
  disabledCommands: [...options.key ? [] : ["STARTTLS"], ...options.user ? [] : ["AUTH"]],
  secure: options.secure ?? false,
  hideSMTPUTF8: options.hideUtf8 ?? false,
  size: options.size,
  closeTimeout: 100,
  ...options.key ? { key: options.key, cert: options.cert } : {},
  onConnect(session, callback) {
    open.add(session.id);
    say({ is: "open", session: session.id });
    callback();
  },
  onSecure: (socket, session, callback) => callback(),
  onClose(session) {
    open.delete(session.id);
    say({ is: "closed", session: session.id });
  },
  onAuth(auth, session, callback) {
    const isRight = auth.username === options.user && auth.password === options.password;
    say({ is: "signedIn", session: session.id, method: auth.method, user: auth.username, isRight });
    callback(isRight ? null : Object.assign(new Error("5.7.8 no"), { responseCode: 535 }), { user: auth.username });
  },
  onMailFrom: (address, session, callback) => callback(sender ? Object.assign(new Error(sender.slice(4)), { responseCode: Number(sender.slice(0, 3)) }) : null),
  onRcptTo(address, session, callback) {
    if (address.address.startsWith("rcpt-close@")) hangUp();
    else if (!address.address.startsWith("rcpt-silent@")) callback(refusal(address.address, "rcpt"));
  },
  onData(stream, session, callback) {
    const parts = [];
    stream.on("data", part => parts.push(part));
    stream.on("end", async () => {
      const raw = Buffer.concat(parts);
      const mail = await simpleParser(raw, { skipTextToHtml: true, skipHtmlToText: true });
      const { mailFrom, rcptTo } = session.envelope;
      say({
        is: "mail", session: session.id, secure: session.secure, hello: session.hostNameAppearsAs, from: mailFrom.address, to: rcptTo.map(one => one.address),
        args: mailFrom.args, raw: raw.toString("base64"), subject: mail.subject, fromText: mail.from.text, text: mail.text, html: mail.html,
      });
      callback(refusal(rcptTo[0].address, "data"));
    });
  },
});

function hangUp() {
  for (const connection of server.connections) connection._socket.destroy();
}

server.on("error", error => say({ is: "error", message: error.message }));
server.listen(0, "127.0.0.1", () => say({ is: "listening", port: server.server.address().port }));
process.stdin.on("data", told => {
  if (String(told).trim() === "bye") hangUp();
  else sender = String(told).trim() || null;
  say({ is: "told" });
});
process.stdin.on("end", () => process.exit());
