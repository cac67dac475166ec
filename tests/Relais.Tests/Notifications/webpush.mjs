// What others' packages say of one request of ours: http_ece opens its body, Node checks its token, and web-push makes the same request its own way.
import { createECDH, createPublicKey, verify } from "node:crypto";
import ece from "http_ece";
import webpush from "web-push";

const { body, authorization, endpoint, receiver, vapid, ttl, urgency, topic } = JSON.parse(process.argv[2]);

const browser = createECDH("prime256v1");
browser.setPrivateKey(Buffer.from(receiver.privateKey, "base64url"));
const text = ece.decrypt(Buffer.from(body, "base64"), { version: "aes128gcm", privateKey: browser, authSecret: receiver.auth }).toString();

const [, token, key] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization);
const [header, claims, signature] = token.split(".");
const point = Buffer.from(key, "base64url");
const jwk = { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") };
const publicKey = createPublicKey({ key: jwk, format: "jwk" });
const isSigned = verify("sha256", Buffer.from(`${header}.${claims}`), { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));

const theirs = webpush.generateRequestDetails(
  { endpoint, keys: { p256dh: browser.getPublicKey("base64url"), auth: receiver.auth } }, text,
  { vapidDetails: vapid, TTL: ttl, urgency, topic, contentEncoding: "aes128gcm" });
const theirClaims = JSON.parse(Buffer.from(theirs.headers.Authorization.split(".")[1], "base64url"));

console.log(JSON.stringify({
  text, isSigned,
  header: Buffer.from(header, "base64url").toString(),
  claims: Buffer.from(claims, "base64url").toString(),
  theirs: { method: theirs.method, endpoint: theirs.endpoint, headers: theirs.headers, length: theirs.body.length, header: Buffer.from(theirs.headers.Authorization.slice(8).split(".")[0], "base64url").toString(), claims: theirClaims },
}));
