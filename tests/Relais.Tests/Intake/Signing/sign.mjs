// What the packages of Standard Webhooks and Stripe themselves put into their headers.
import Stripe from "stripe";
import { Webhook } from "standardwebhooks";

const { id, seconds, body, standardSecrets, stripeSecret } = JSON.parse(process.argv[2]);

console.log(JSON.stringify({
  standard: standardSecrets.map((secret) => new Webhook(secret).sign(id, new Date(seconds * 1000), body)).join(" "),
  stripe: new Stripe("sk_test_none").webhooks.generateTestHeaderString({ payload: body, secret: stripeSecret, timestamp: seconds }),
}));
