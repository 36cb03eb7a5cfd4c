import file from '../config.schema.json' with { type: 'json' };
import { englishForm as en } from '../src/texts/en/form.ts';
import type { FieldTexts, FormTexts } from '../src/texts/form.ts';
import { frenchForm as fr } from '../src/texts/fr/form.ts';
import type { Language } from '../src/texts/languages.ts';

/** The texts of the form. */
export const formTextsIn: { readonly [L in Language]: FormTexts } = { en, fr };

/** A node of the schema, as far as it has texts. */
interface FormNode {
  readonly title?: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly oneOf?: readonly { readonly const: string }[];
  readonly properties?: { readonly [name: string]: FormNode };
  readonly items?: FormNode;
  readonly 'x-schema-form'?: object;
}

/**
 * Homebridge's settings form in one language: the structure, the checks and the defaults of `config.schema.json`, with the
 * texts of that language.
 */
export function formIn(language: Language): typeof file {
  const { about, fields } = formTextsIn[language];
  return { ...file, headerDisplay: about, schema: withTexts(file.schema, '', fields) as typeof file.schema };
}

function withTexts(node: FormNode, path: string, texts: { readonly [path: string]: FieldTexts }): FormNode {
  const { title, description, placeholder, button, options } = texts[path] ?? {};
  const { title: _title, description: _description, ...structure } = node;
  const { properties, items, oneOf } = structure;
  const inner = Object.entries(properties ?? {}).map(([name, field]) => {
    return [name, withTexts(field, path === '' ? name : `${path}.${name}`, texts)] as const;
  });
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...structure,
    ...(placeholder !== undefined && { placeholder }),
    ...(oneOf && { oneOf: oneOf.map((option) => ({ title: options?.[option.const], const: option.const })) }),
    ...(button !== undefined && { 'x-schema-form': { ...structure['x-schema-form'], buttonText: button } }),
    ...(properties && { properties: Object.fromEntries(inner) }),
    ...(items && { items: withTexts(items, `${path}[]`, texts) }),
  };
}
