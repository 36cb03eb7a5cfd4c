/** What the page reads of a node of the settings' schema. */
export interface SchemaNode {
  readonly title?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly items?: SchemaNode;
  readonly default?: unknown;
}

/** A path of the settings (`meters[0].port`) in words of the household, and whether the schema has such a field at all. */
export interface SettingLabel {
  readonly label: string;
  readonly isKnown: boolean;
}

/** Reads a path with the titles of the form, and the names of what is in its lists. */
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
    // The title of a list says nothing beside the item's own.
    if (isItem) titles.splice(-1, 1, `${title} ${nameOf(value) ?? Number(key) + 1}`);
    else titles.push(title);
  }
  return { label: titles.join(' › '), isKnown: node !== undefined };
}

/**
 * What the form gave, as a change of what was there before: with what the form dropped because it does not know it, and
 * without the defaults that it fills in by itself.
 */
export function applyForm(formed: unknown, before: unknown, node: SchemaNode | undefined): unknown {
  if (before === undefined) return withoutDefaults(formed, node);
  if (Array.isArray(formed) && Array.isArray(before)) {
    const twins = previousItems(formed, before);
    return formed.map((item, index) => applyForm(item, twins[index], node?.items) ?? item);
  }
  if (!isGroup(formed) || !isGroup(before) || !node?.properties) return formed;
  const kept = Object.keys(before).filter((key) => key in formed || propertyOf(node, key) === undefined);
  const entries = [...new Set([...kept, ...Object.keys(formed)])].map((key) => [
    key,
    key in formed ? applyForm(formed[key], before[key], propertyOf(node, key)) : before[key],
  ]);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** Undefined where nothing but defaults is left. */
function withoutDefaults(value: unknown, node: SchemaNode | undefined): unknown {
  if (JSON.stringify(value) === JSON.stringify(node?.default)) return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item) => withoutDefaults(item, node?.items));
    return items.every((item) => item === undefined) ? undefined : items.map((item, index) => item ?? value[index]);
  }
  if (!isGroup(value)) return value;
  const told = Object.entries(value)
    .map(([key, inner]) => [key, withoutDefaults(inner, propertyOf(node, key))] as const)
    .filter(([, inner]) => inner !== undefined);
  return told.length === 0 ? undefined : Object.fromEntries(told);
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
 * For each item of a list, the one of the list before that it comes from, each of which is taken once: the one with the
 * same port and name, or the same port, or the same name; the form tells of each letter that is typed, so that what is left
 * was changed in its place, unless an item has just been added or taken away.
 */
function previousItems(items: readonly unknown[], before: readonly unknown[]): readonly unknown[] {
  const found = new Map<number, number>();
  const free = new Set(before.keys());
  const passes: readonly ((item: unknown, one: unknown, isInPlace: boolean) => boolean)[] = [
    (item, one) => isSame(item, one, 'port') && isSame(item, one, 'name'),
    (item, one) => isSame(item, one, 'port'),
    (item, one) => isSame(item, one, 'name'),
    (_item, _one, isInPlace) => isInPlace && items.length === before.length,
  ];
  for (const matches of passes) {
    for (const [index, item] of items.entries()) {
      if (found.has(index)) continue;
      const twin = [...free].find((at) => matches(item, before[at], at === index));
      if (twin === undefined) continue;
      found.set(index, twin);
      free.delete(twin);
    }
  }
  return items.map((_, index) => before[found.get(index) ?? -1]);
}

function isSame(one: unknown, other: unknown, key: string): boolean {
  const value = innerOf(one, key);
  return value !== undefined && value === innerOf(other, key);
}
