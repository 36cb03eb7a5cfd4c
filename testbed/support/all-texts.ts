import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseSync } from 'rolldown/utils';
import type { Language } from '../../src/texts/languages.ts';
import { PROJECT } from '../project.ts';

/** A text that users read, or a part of one: what a function of the tables puts together has several. */
interface Text {
  /** The file and the names that lead to the text: `page.ts energy.facts.drawn`. */
  readonly path: string;
  /** The text with `HOLE` in place of each value that is put into it. */
  readonly text: string;
}

/** What stands for a value in a text. */
const HOLE = '…';

/**
 * All texts of the product in a language, from every file of its folder. They are read from the source, since many of them
 * are written by functions with branches of their own, which no call with example values would all reach.
 */
export function textsOf(language: Language): readonly Text[] {
  const files = globSync(`src/texts/${language}/*.ts`, { cwd: PROJECT }).toSorted();
  return files.flatMap((file) => {
    const { program, errors } = parseSync(file, readFileSync(join(PROJECT, file), 'utf8'));
    if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
    return textsIn(program as unknown as Node, []).map(({ path, text }) => ({
      path: `${basename(file)} ${path}`,
      text,
    }));
  });
}

/** A node of the parsed source. What it holds differs by its type. */
interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The text of a node, and those of all that is in it. @param names those of the properties and constants around it */
function textsIn(node: Node, names: readonly string[]): readonly Text[] {
  const inner = [...named(node, names), ...readable(node)];
  const here = textOf(node);
  const found = inner.flatMap(({ child, path }) => textsIn(child, path ?? names));
  return here === undefined || !/\p{L}/u.test(here) ? found : [{ path: names.join('.'), text: here }, ...found];
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined;
  if (node.type !== 'TemplateLiteral') return undefined;
  const quasis = node['quasis'] as readonly { readonly value: { readonly cooked: string } }[];
  return quasis.map(({ value }) => value.cooked).join(HOLE);
}

interface Inner {
  readonly child: Node;
  readonly path?: readonly string[];
}

/** What has a name, and where its name and what it holds stand. */
const NAMED: { readonly [type: string]: readonly [name: string, value: string] } = {
  Property: ['key', 'value'],
  VariableDeclarator: ['id', 'init'],
  FunctionDeclaration: ['id', 'body'],
};

function named(node: Node, names: readonly string[]): readonly Inner[] {
  const [key, value] = (NAMED[node.type] ?? []).map((field) => node[field]);
  if (!isNode(key) || !isNode(value)) return [];
  const name = key['name'] ?? key['value'];
  return [{ child: value, path: typeof name === 'string' ? [...names, name] : names }];
}

/** The fields in which strings are no texts: what is imported, a name, a type, and what a value is compared with. */
const UNREAD: { readonly [type: string]: readonly string[] } = {
  ImportDeclaration: ['source', 'specifiers'],
  MemberExpression: ['property'],
  SwitchCase: ['test'],
};

function readable(node: Node): readonly Inner[] {
  if (node.type.startsWith('TS') && !('expression' in node)) return [];
  if (node.type === 'BinaryExpression' && node['operator'] !== '+') return [];
  const unread = [
    ...(UNREAD[node.type] ?? []),
    ...(NAMED[node.type] ?? []),
    'typeAnnotation',
    'returnType',
    'typeParameters',
    'typeArguments',
  ];
  const fields = Object.entries(node).filter(([field]) => !unread.includes(field));
  return fields.flatMap(([, value]) => [value].flat().filter(isNode)).map((child) => ({ child }));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
