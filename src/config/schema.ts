import { type ConfigSchemaNode, schema, validateAndFillDefaults } from './compiled-schema.ts';

/** The place of a value in the configuration: the keys and indices that lead to it. */
export type ConfigPlace = readonly string[];

/** Homebridge's own keys of a platform block, besides those that begin with `_`, such as `_bridge`. */
const HOMEBRIDGE_KEYS = ['platform'];

/**
 * Validates a configuration against the schema, and fills in the defaults, in place. Returns the place of each wrong value, and of each
 * missing value that has no default. An empty list item is not a mistake.
 */
export function checkAndFill(config: unknown): readonly ConfigPlace[] {
  if (isPlainObject(config)) addMissingObjects(config);
  if (validateAndFillDefaults(config)) return [];
  const faults = validateAndFillDefaults.errors ?? [];
  const found = faults.map(({ instancePath, params }) => [
    ...instancePath.split('/').slice(1),
    ...missingProperty(params),
  ]);
  const places = new Map(found.map((place) => [place.join('/'), place])); // a oneOf reports one error for each of its options
  return [...places.values()].filter((place) => !isEmptyItem(config, place));
}

/** The configuration with `undefined` for each list item in which nothing was typed, since the form saves such items. */
export function withoutEmptyItems(config: unknown): unknown {
  return withEmptyItemsCleared(config, schema);
}

/** The schema of the value at a place that `checkAndFill` returned. */
export function schemaAt(place: ConfigPlace): ConfigSchemaNode {
  return place.reduce((node, key) => node.properties?.[key] ?? node.items ?? node, schema);
}

export function valueAt(config: unknown, place: ConfigPlace): unknown {
  return place.reduce((value: unknown, key) => (isObjectOrArray(value) ? value[key] : undefined), config);
}

/**
 * The configuration without the value at a place, as if it had not been typed. It is changed in place, unless the place
 * is its root.
 */
export function withoutValueAt(config: unknown, place: ConfigPlace): unknown {
  const key = place.at(-1);
  if (key === undefined) return {};
  const parent = valueAt(config, place.slice(0, -1));
  if (isObjectOrArray(parent)) delete parent[key];
  return config;
}

/** Each property that the schema does not know, with the names that it knows at that place. */
export function unknownPropertiesIn(
  value: unknown,
  node: ConfigSchemaNode = schema,
  place: ConfigPlace = [],
): { readonly place: ConfigPlace; readonly known: readonly string[] }[] {
  if (Array.isArray(value) && node.items) {
    const { items } = node;
    return value.flatMap((item, index) => unknownPropertiesIn(item, items, [...place, String(index)]));
  }
  const known = node.properties;
  if (!isPlainObject(value) || !known) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = [...place, key];
    const property = propertyOf(node, key);
    if (property) return unknownPropertiesIn(inner, property, here);
    return place.length === 0 && isOfHomebridge(key) ? [] : [{ place: here, known: Object.keys(known) }];
  });
}

function withEmptyItemsCleared(value: unknown, node: ConfigSchemaNode | undefined): unknown {
  const items = node?.items;
  if (Array.isArray(value) && items) {
    return Array.from(value, (item) => (isUntouchedItem(item, items) ? undefined : withEmptyItemsCleared(item, items)));
  }
  if (!isPlainObject(value) || !node) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withEmptyItemsCleared(inner, propertyOf(node, key))]),
  );
}

/** Adds each missing object, so that its fields get their defaults. */
function addMissingObjects(config: { [key: string]: unknown }): void {
  for (const [key, { type }] of Object.entries(schema.properties ?? {})) if (type === 'object') config[key] ??= {};
}

function missingProperty(params: { readonly missingProperty?: string }): string[] {
  return params.missingProperty === undefined ? [] : [params.missingProperty];
}

function isEmptyItem(config: unknown, place: ConfigPlace): boolean {
  return schemaAt(place.slice(0, -1)).type === 'array' && valueAt(config, place) === undefined;
}

function isUntouchedItem(item: unknown, node: ConfigSchemaNode): boolean {
  if (item === undefined) return true;
  if (!isPlainObject(item)) return false;
  return Object.entries(item).every(([key, value]) => isBlank(value, propertyOf(node, key)));
}

function isBlank(value: unknown, node: ConfigSchemaNode | undefined): boolean {
  if (value === undefined || value === '') return true;
  if (JSON.stringify(value) === JSON.stringify(node?.default)) return true;
  if (isPlainObject(value) && node?.properties) return isUntouchedItem(value, node);
  const items = node?.items;
  return Array.isArray(value) && items !== undefined && value.every((item) => isUntouchedItem(item, items));
}

function propertyOf(node: ConfigSchemaNode | undefined, key: string): ConfigSchemaNode | undefined {
  return node?.properties && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
}

function isOfHomebridge(key: string): boolean {
  return key.startsWith('_') || HOMEBRIDGE_KEYS.includes(key);
}

function isObjectOrArray(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null;
}

function isPlainObject(value: unknown): value is { [key: string]: unknown } {
  return isObjectOrArray(value) && !Array.isArray(value);
}
