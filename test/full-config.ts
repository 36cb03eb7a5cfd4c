/** A node of `config.schema.json`, as far as tests read it. */
export interface SchemaNode {
  readonly type: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly properties?: { readonly [name: string]: SchemaNode };
  readonly items?: SchemaNode;
  readonly required?: unknown;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly { readonly title: string; readonly const: string }[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly condition?: { readonly functionBody: string };
  readonly 'x-schema-form'?: { readonly type?: string };
}

/**
 * A configuration with every property, as Homebridge's verification fills it in: with the default, the first example or the
 * first option. With a `text`, every text property has that.
 */
export function fullConfigOf(node: SchemaNode, text?: string): unknown {
  if (node.properties) {
    return Object.fromEntries(
      Object.entries(node.properties).map(([name, inner]) => [name, fullConfigOf(inner, text)]),
    );
  }
  if (node.items?.properties) return [fullConfigOf(node.items, text)];
  if (text !== undefined && node.type === 'string') return text;
  return node.default ?? node.examples?.[0] ?? node.oneOf?.[0]?.const;
}
