import { Ajv } from 'ajv';
import file from '../../config.schema.json' with { type: 'json' };

// Loading ajv and compiling the schema took nearly half of the plugin's loading time on the processor. So the build runs this module and
// replaces it with its values: the package contains the schema and the function that ajv generates from it, but neither ajv nor the file.

/** The parts of a node of `config.schema.json` that the code reads. */
export interface ConfigSchemaNode {
  /** Several for a value that may be of either type: `pattern` then applies to texts, `minimum` and `maximum` to numbers. */
  readonly type: SchemaType | readonly SchemaType[];
  readonly properties?: { readonly [name: string]: ConfigSchemaNode };
  readonly items?: ConfigSchemaNode;
  readonly oneOf?: readonly { readonly const: string }[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly 'x-schema-form'?: { readonly type?: string };
}

type SchemaType = 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean';

/** Keywords that only the settings form shows: JSON Schema's own, and those of Homebridge UI. */
const FORM_KEYWORDS = ['title', 'description', 'examples', 'condition', 'expandable', 'placeholder'];

/** The schema of the plugin's block in config.json, without what only the form shows. */
export const schema = withoutFormKeywords(file.schema) as ConfigSchemaNode;

/** With `code.source`, ajv keeps the code that it generates, for the build. */
export const ajv = new Ajv({
  ...{ allErrors: true, useDefaults: true, strict: true, allowUnionTypes: true, messages: false },
  code: { source: true, esm: true, lines: true },
}).addKeyword('x-schema-form');

/** Whether a configuration matches the schema. It fills in the defaults, in place, and its `errors` describe what is wrong. */
export const validateAndFillDefaults = ajv.compile(schema);

function withoutFormKeywords(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutFormKeywords);
  if (typeof node !== 'object' || node === null) return node;
  const kept = Object.entries(node).filter(([key]) => !FORM_KEYWORDS.includes(key));
  return Object.fromEntries(
    kept.map(([key, value]) => [
      key,
      key === 'properties' ? ofEach(value, withoutFormKeywords) : withoutFormKeywords(value),
    ]),
  );
}

/** A property may have the name of a keyword. */
function ofEach(properties: object, change: (node: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(properties).map(([name, node]) => [name, change(node)]));
}
