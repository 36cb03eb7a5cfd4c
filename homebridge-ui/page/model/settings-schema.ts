/** The parts of the settings' JSON schema that the page reads. */
export interface SchemaNode {
  readonly title?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly items?: SchemaNode;
  readonly default?: unknown;
}

/** The name of a setting's path (`meters[0].port`) in the form, and whether the schema has such a field. */
export interface SettingLabel {
  /** `Meter Grange › Port`. */
  readonly label: string;
  readonly isKnown: boolean;
}

/** Turns a path into the titles in the form, with the name or the number of each list item. */
export function settingLabel(path: string, schema: SchemaNode, config: unknown): SettingLabel {
  const keys = path.match(/[^.[\]]+/g) ?? [];
  const titles: string[] = [];
  let node: SchemaNode | undefined = schema;
  let value: unknown = config;
  for (const key of keys) {
    const isItem: boolean = node?.items !== undefined;
    node = node?.items ?? propertyOf(node, key);
    value = innerOf(value, key);
    const title: string = node?.title ?? key;
    // `Meter Grange` replaces the title of the list, `Meters`.
    if (isItem) titles.splice(-1, 1, `${title} ${nameOf(value) ?? Number(key) + 1}`);
    else titles.push(title);
  }
  return { label: titles.join(' › '), isKnown: node !== undefined };
}

/**
 * The settings after an edit in Homebridge's form. That form drops fields that are not in the schema and adds every default; this keeps
 * those fields, and leaves out defaults that were not there before.
 * @param formed the output of the form
 * @param before the settings before the edit
 * @param node the schema of both
 */
export function applyForm(formed: unknown, before: unknown, node: SchemaNode | undefined): unknown {
  if (before === undefined) return withoutDefaults(formed, node);
  if (Array.isArray(formed) && Array.isArray(before)) {
    const previous = previousItems(formed, before);
    return formed.map((item, index) => applyForm(item, previous[index], node?.items) ?? item);
  }
  if (!isGroup(formed) || !isGroup(before) || !node?.properties) return formed;
  const kept = Object.keys(before).filter((key) => key in formed || propertyOf(node, key) === undefined);
  const entries = [...new Set([...kept, ...Object.keys(formed)])].map((key) => [
    key,
    key in formed ? applyForm(formed[key], before[key], propertyOf(node, key)) : before[key],
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The value without defaults; undefined if it contains nothing else. */
function withoutDefaults(value: unknown, node: SchemaNode | undefined): unknown {
  if (JSON.stringify(value) === JSON.stringify(node?.default)) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutDefaults(item, node?.items));
    return items.every((item) => item === undefined) ? undefined : items.map((item, index) => item ?? value[index]);
  }
  if (!isGroup(value)) return value;
  const entries = Object.entries(value)
    .map(([key, inner]) => [key, withoutDefaults(inner, propertyOf(node, key))] as const)
    .filter(([, inner]) => inner !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

type FieldGroup = { readonly [key: string]: unknown };

function isGroup(value: unknown): value is FieldGroup {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function propertyOf(node: SchemaNode | undefined, key: string): SchemaNode | undefined {
  return node?.properties && Object.hasOwn(node.properties, key) ? node.properties[key] : undefined;
}

function innerOf(value: unknown, key: string): unknown {
  if (Array.isArray(value)) return value[Number(key)];
  return isGroup(value) ? value[key] : undefined;
}

function nameOf(item: unknown): string | undefined {
  const name = innerOf(item, 'name');
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/**
 * For each item of a list, the item of the previous list from which it was made. Each previous item is used at most once. An item matches
 * one with the same port and name, otherwise the same port, otherwise the same name. Of the remaining items, those in the same position
 * match if both lists are equally long: the form reports each keystroke, so an edit changes one item in place.
 */
function previousItems(items: readonly unknown[], before: readonly unknown[]): readonly unknown[] {
  const found = new Map<number, number>();
  const free = new Set(before.keys());
  const passes: readonly ((item: unknown, old: unknown, isInPlace: boolean) => boolean)[] = [
    (item, old) => haveSame('port', item, old) && haveSame('name', item, old),
    (item, old) => haveSame('port', item, old),
    (item, old) => haveSame('name', item, old),
    (_item, _old, isInPlace) => isInPlace && items.length === before.length,
  ];
  for (const matches of passes) {
    for (const [index, item] of items.entries()) {
      if (found.has(index)) continue;
      const match = [...free].find((position) => matches(item, before[position], position === index));
      if (match === undefined) continue;
      found.set(index, match);
      free.delete(match);
    }
  }
  return items.map((_, index) => before[found.get(index) ?? -1]);
}

/** Whether both have the field, with the same value. */
function haveSame(key: string, item: unknown, old: unknown): boolean {
  const value = innerOf(item, key);
  return value !== undefined && value === innerOf(old, key);
}
