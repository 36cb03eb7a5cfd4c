import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

/** What the code reads of a node of `config.schema.json`. */
export interface SchemaNode {
  readonly type: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly items?: SchemaNode;
  readonly oneOf?: readonly { readonly const: string }[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly 'x-schema-form'?: { readonly type?: string };
}

/** Where a value stands in the configuration: the keys and the indices that lead to it. */
export type ConfigPlace = readonly string[];

/** Keywords that only the settings form reads (Homebridge UI). */
const FORM_KEYWORDS = ['condition', 'expandable', 'placeholder', 'x-schema-form'];
/** Homebridge's own keys of a platform block, besides `_bridge` and whatever else it marks so. */
const HOMEBRIDGE_KEYS = ['platform'];

const file = new URL('../../config.schema.json', import.meta.url);
const schema: SchemaNode = JSON.parse(readFileSync(file, 'utf8')).schema;
const matches = new Ajv({ allErrors: true, useDefaults: true, strict: true })
  .addVocabulary(FORM_KEYWORDS)
  .compile(schema);

/**
 * Holds a configuration against the schema, and fills its defaults in, in place. Gives the place of each value that is
 * wrong, and of each one that lacks and has no default. An empty item of a list is no fault.
 */
export function checkAndFill(config: unknown): readonly ConfigPlace[] {
  if (isGroup(config)) addGroups(config);
  if (matches(config)) return [];
  const faults = matches.errors ?? [];
  const found = faults.map(({ instancePath, params }) => [...instancePath.split('/').slice(1), ...lacking(params)]);
  const places = new Map(found.map((place) => [place.join('/'), place])); // a oneOf complains once for each of its options
  return [...places.values()].filter((place) => !isEmptyItem(config, place));
}

/** The configuration with `undefined` for each ghost: an item in which nothing was typed. The form saves them. */
export function withoutEmptyItems(config: unknown): unknown {
  return ghostless(config, schema);
}

/** The schema of the value at a place that `check` gave. */
export function schemaAt(place: ConfigPlace): SchemaNode {
  return place.reduce((node, key) => node.properties?.[key] ?? node.items ?? node, schema);
}

export function valueAt(config: unknown, place: ConfigPlace): unknown {
  return place.reduce((value: unknown, key) => (isTree(value) ? value[key] : undefined), config);
}

/** The configuration without the value at a place, as if it had never been typed; changes it in place where it can. */
export function withoutValueAt(config: unknown, place: ConfigPlace): unknown {
  const key = place.at(-1);
  if (key === undefined) return {};
  const parent = valueAt(config, place.slice(0, -1));
  if (isTree(parent)) delete parent[key];
  return config;
}

/** Each property that the schema does not know, with those that it knows there. */
export function unknownPropertiesIn(
  value: unknown,
  node: SchemaNode = schema,
  place: ConfigPlace = [],
): { readonly place: ConfigPlace; readonly known: readonly string[] }[] {
  if (Array.isArray(value) && node.items) {
    const { items } = node;
    return value.flatMap((item, index) => unknownPropertiesIn(item, items, [...place, String(index)]));
  }
  const known = node.properties;
  if (!isGroup(value) || !known) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...place, key];
    const property = propertyOf(node, key);
    if (property) return unknownPropertiesIn(inner, property, here);
    return place.length === 0 && isHomebridges(key) ? [] : [{ place: here, known: Object.keys(known) }];
  });
}

function ghostless(value: unknown, node: SchemaNode | undefined): unknown {
  const items = node?.items;
  if (Array.isArray(value) && items) {
    return value.map((item) => (isGhost(item, items) ? undefined : ghostless(item, items)));
  }
  if (!isGroup(value) || !node) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, ghostless(inner, propertyOf(node, key))]),
  );
}

/** A group that is not there is one of which nothing was typed: its fields have their defaults all the same. */
function addGroups(config: { [key: string]: unknown }): void {
  for (const [key, { type }] of Object.entries(schema.properties ?? {})) if (type === 'object') config[key] ??= {};
}

function lacking(params: { readonly missingProperty?: string }): string[] {
  return params.missingProperty === undefined ? [] : [params.missingProperty];
}

function isEmptyItem(config: unknown, place: ConfigPlace): boolean {
  return schemaAt(place.slice(0, -1)).type === 'array' && valueAt(config, place) === undefined;
}

function isGhost(item: unknown, node: SchemaNode): boolean {
  if (item === undefined) return true;
  if (!isGroup(item)) return false;
  return Object.entries(item).every(([key, value]) => isBlank(value, propertyOf(node, key)));
}

function isBlank(value: unknown, node: SchemaNode | undefined): boolean {
  if (value === undefined || value === '') return true;
  if (JSON.stringify(value) === JSON.stringify(node?.default)) return true;
  const items = node?.items;
  return Array.isArray(value) && items !== undefined && value.every((item) => isGhost(item, items));
}

function propertyOf(node: SchemaNode | undefined, key: string): SchemaNode | undefined {
  return node?.properties && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
}

function isHomebridges(key: string): boolean {
  return key.startsWith('_') || HOMEBRIDGE_KEYS.includes(key);
}

function isTree(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function isGroup(value: unknown): value is { [key: string]: unknown } {
  return isTree(value) && !Array.isArray(value);
}
