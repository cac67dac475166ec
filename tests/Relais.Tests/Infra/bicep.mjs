// What the Bicep files below a folder say, as JSON by path: where the grammar cannot follow, and what is declared. The grammar knows no types and no properties.
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Language, Parser } from "web-tree-sitter";

const folder = process.argv[2];
await Parser.init();
const parser = new Parser();
parser.setLanguage(await Language.load(createRequire(import.meta.url).resolve("tree-sitter-bicep/tree-sitter-bicep.wasm")));

const kinds = { parameter_declaration: "parameters", variable_declaration: "variables", resource_declaration: "resources", module_declaration: "modules", output_declaration: "outputs" };
const notes = ["comment", "diagnostic_comment"];
const parts = (node) => node.namedChildren.filter((child) => !notes.includes(child.type));
const line = (node) => node.startPosition.row + 1;
const unquoted = (text) => text.replace(/^'|'$/g, "");

function errors(node) {
  const own = node.isError || node.isMissing ? [{ line: line(node), what: node.isMissing ? `${node.type} is missing` : `"${node.text.split("\n")[0].slice(0, 60)}" is not understood` }] : [];
  return node.hasError || node.isMissing ? [...own, ...node.children.flatMap(errors)] : own;
}

// Texts, numbers and truth values as they are; what Azure works out as { expression }, { call, arguments }, { condition, then, else } or { item, over, body }.
function value(node) {
  const inner = parts(node);
  switch (node.type) {
    case "string": return unquoted(node.text);
    case "number": return Number(node.text);
    case "boolean": return node.text === "true";
    case "array": return inner.map(value);
    case "object": return Object.fromEntries(inner.filter((one) => one.type === "object_property").map((one) => [unquoted(parts(one)[0].text), value(parts(one).at(-1))]));
    case "call_expression": return { call: inner[0].text, arguments: parts(inner[1]).map(value) };
    case "ternary_expression": return { condition: inner[0].text, then: value(inner[1]), else: value(inner[2]) };
    case "if_statement": return { condition: inner[0].text, then: value(inner.at(-1)), else: null };
    case "for_statement": return { item: /\w+/.exec(inner[0].text)[0], over: value(inner.at(-2)), body: value(inner.at(-1)) };
    case "lambda_expression": return { lambda: value(inner.at(-1)) };
    default: return { expression: node.text };
  }
}

// What an expression refers to: no keys, no members, no functions, nothing that a loop or a lambda brings along.
function names(node, bound = []) {
  const inner = parts(node);
  switch (node.type) {
    case "identifier": return bound.includes(node.text) ? [] : [node.text];
    case "object_property": return [...(inner[0].type === "string" ? names(inner[0], bound) : []), ...names(inner.at(-1), bound)];
    case "call_expression": return names(inner[1], bound);
    case "for_statement": case "lambda_expression": return inner.slice(1).flatMap((one) => names(one, [...bound, ...inner[0].text.match(/\w+/g)]));
    default: return inner.flatMap((one) => names(one, bound));
  }
}

const outputs = (node) => [...(node.type === "member_expression" ? node.text.match(/^\w+\.outputs\.\w+$/) ?? [] : []), ...parts(node).flatMap(outputs)];

function declaration(node, decorators) {
  const inner = parts(node);
  const calls = decorators.map((one) => parts(one)[0]).filter((one) => one?.type === "call_expression").map(value);
  const said = (name) => calls.find((one) => one.call.split(".").at(-1) === name)?.arguments;
  const fixed = inner[1]?.type === "type" || ["resource_declaration", "module_declaration"].includes(node.type);
  const worth = inner.length > (fixed ? 2 : 1) ? inner.at(-1) : undefined;
  return {
    name: inner[0].text, line: line(node), kind: fixed ? unquoted(inner[1].text) : null, existing: node.children.some((child) => child.type === "existing"),
    description: said("description")?.[0] ?? null, allowed: said("allowed")?.[0] ?? null, secure: said("secure") !== undefined,
    minimum: (said("minValue") ?? said("minLength"))?.[0] ?? null, maximum: (said("maxValue") ?? said("maxLength"))?.[0] ?? null,
    value: worth === undefined ? null : value(worth), names: worth === undefined ? [] : names(worth), takes: outputs(node), text: node.text,
  };
}

function file(text) {
  const root = parser.parse(text).rootNode;
  const read = { errors: errors(root), parameters: [], variables: [], resources: [], modules: [], outputs: [] };
  let decorators = [];
  for (const node of parts(root)) {
    if (node.type === "decorators") decorators = parts(node);
    else {
      if (kinds[node.type]) read[kinds[node.type]].push(declaration(node, decorators));
      decorators = [];
    }
  }
  return read;
}

const paths = readdirSync(folder, { recursive: true }).filter((path) => path.endsWith(".bicep")).sort();
console.log(JSON.stringify(Object.fromEntries(paths.map((path) => [path, file(readFileSync(join(folder, path), "utf8"))]))));
