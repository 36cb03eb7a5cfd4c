import type file from '../../config.schema.json';

/** The texts of Homebridge's settings form in one language. A field that `config.schema.json` has must have its entry here. */
export interface FormTexts {
  /** What the plugin is for. */
  readonly about: string;
  /** By the path of a field or of a list's item: `meters[].name`. */
  readonly fields: { readonly [P in FieldPath]: FieldTexts };
}

export interface FieldTexts {
  readonly title?: string;
  readonly description?: string;
  /** Only one that differs by language. All others stand in the schema. */
  readonly placeholder?: string;
  /** Of the button that adds an item to a list. */
  readonly button?: string;
  /** The title of each option, by its value. */
  readonly options?: { readonly [value: string]: string };
}

type Fields = (typeof file)['schema']['properties'];
type FieldPath = { [Name in keyof Fields]: PathsFrom<Name, Fields[Name]> }[keyof Fields];

/** The path of a field, with those of all that is in it. */
type PathsFrom<Path extends string, Node> =
  | Path
  | (Node extends { properties: infer Inner }
      ? { [Name in keyof Inner & string]: PathsFrom<`${Path}.${Name}`, Inner[Name]> }[keyof Inner & string]
      : never)
  | (Node extends { items: infer Item } ? PathsFrom<`${Path}[]`, Item> : never);
