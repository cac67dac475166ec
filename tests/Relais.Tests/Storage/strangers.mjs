// What the official JavaScript clients read of what ours wrote, and what they write for ours to read.
import {
  AzureNamedKeyCredential, TableClient, TableTransaction, generateAccountSas,
} from "@azure/data-tables";
import {
  AccountSASPermissions, AccountSASResourceTypes, AccountSASServices, QueueServiceClient, StorageSharedKeyCredential, generateAccountSASQueryParameters,
} from "@azure/storage-queue";

const [, , act, account, key, tableEndpoint, queueEndpoint, name] = process.argv;
const insecure = { allowInsecureConnection: true };
const table = new TableClient(tableEndpoint, name, new AzureNamedKeyCredential(account, key), insecure);
const queueKey = new StorageSharedKeyCredential(account, key);
const queue = new QueueServiceClient(queueEndpoint, queueKey).getQueueClient(name);
const everyType = {
  partitionKey: "types",
  rowKey: "it's é 🌻",
  Text: "é 🌻 \"quoted\" \\ \r\n end",
  Int32: -7,
  Int64: { type: "Int64", value: "9007199254740993" },
  Double: { type: "Double", value: 2 },
  Fraction: 0.1,
  NotANumber: { type: "Double", value: "NaN" },
  True: true,
  Instant: { type: "DateTime", value: "2026-11-20T12:34:56.1234567Z" },
  Guid: { type: "Guid", value: "0f8fad5b-d9cb-469f-a165-70867728950e" },
  Bytes: new Uint8Array([0, 255, 10, 13]),
};

async function read() {
  const entity = await table.getEntity("types", everyType.rowKey, { disableTypeConversion: true });
  const types = Object.fromEntries(Object.entries(entity)
    .filter(([column]) => /^[A-Z]/.test(column))
    .map(([column, value]) => [column, value instanceof Object ? `${value.type} ${value.value}` : `${typeof value} ${value}`]));
  let rows = 0, sum = 0, pages = 0, ordered = true, last = "";
  for await (const page of table.listEntities({ queryOptions: { filter: "PartitionKey eq 'many'" } }).byPage()) {
    pages++;
    for (const row of page) {
      rows++;
      sum += row.N;
      ordered &&= row.rowKey > last;
      last = row.rowKey;
    }
  }
  const { receivedMessageItems } = await queue.receiveMessages({ numberOfMessages: 32 });
  return { types, rows, sum, pages, ordered, messages: receivedMessageItems.map(message => message.messageText) };
}

async function write() {
  await table.createTable();
  await table.createEntity(everyType);
  for (let start = 0; start < 2500; start += 100) {
    const transaction = new TableTransaction();
    for (let i = start; i < start + 100; i++) {
      transaction.createEntity({ partitionKey: "many", rowKey: String(i).padStart(5, "0"), N: i });
    }
    await table.submitTransaction(transaction.actions);
  }
  const mixed = new TableTransaction();
  mixed.updateEntity({ partitionKey: "many", rowKey: "00000", Extra: "merged" }, "Merge");
  mixed.updateEntity({ partitionKey: "many", rowKey: "00001", N: -1 }, "Replace");
  mixed.deleteEntity("many", "02499");
  await table.submitTransaction(mixed.actions);
  await queue.create();
  await queue.sendMessage(Buffer.from("é 🌻 <&>").toString("base64"));
  const expiresOn = new Date("2036-01-01T00:00:00Z");
  return {
    tableSignature: generateAccountSas(new AzureNamedKeyCredential(account, key), { permissions: { query: true, add: true }, expiresOn }),
    queueSignature: generateAccountSASQueryParameters({
      expiresOn,
      permissions: AccountSASPermissions.parse("rap"),
      resourceTypes: AccountSASResourceTypes.parse("sco").toString(),
      services: AccountSASServices.parse("q").toString(),
    }, queueKey).toString(),
  };
}

console.log(JSON.stringify(await { read, write }[act]()));
