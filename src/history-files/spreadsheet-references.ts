import { attributesOf, type SpreadsheetElement } from './spreadsheet-elements.ts';
import { broken } from './zip-directory.ts';

/** The kinds of parts that matter for tables: the last word of the type of a relationship (ECMA-376 part 1, §12.3). */
const KINDS = /\/(?:officeDocument|worksheet|styles|sharedStrings)$/;
/** The path of a part. All paths to one part end with the same name. */
const TARGET = /^(?:[^/]*\/)*([^/&]+\.xml)$/;
/** An identifier without character references, so that it has only one spelling (`rId&#49;` is another one for `rId1`). */
const IDENTIFIER = /^[^&]+$/;

/**
 * The references between the parts of a workbook. A file may refer to one part thousands of times, and the library would read it each time.
 * So each part may be referenced only once, and only kinds of parts that matter for tables.
 */
export class PartReferences {
  readonly #seen = new Set<string>();

  /**
   * Whether an element is kept: all are, except references to other kinds of parts.
   * @throws HistoryFileError `brokenSpreadsheet` for a second reference to a part
   */
  keeps(element: SpreadsheetElement): boolean {
    if (element.name === 'sheet') this.#takeSheet(attributesOf(element));
    return element.name !== 'Relationship' || this.#keepsRelationship(attributesOf(element));
  }

  /** The identifier may have any prefix, as in `r:id="rId1"`. */
  #takeSheet(attributes: ReadonlyMap<string, string>): void {
    for (const [name, value] of attributes) {
      if (!/:id$/i.test(name)) continue;
      if (!IDENTIFIER.test(value)) throw broken();
      this.#see(`identifier ${value}`);
    }
  }

  #keepsRelationship(attributes: ReadonlyMap<string, string>): boolean {
    if (!KINDS.test(attributes.get('Type') ?? '')) return false;
    const name = TARGET.exec(attributes.get('Target') ?? '')?.[1];
    if (name === undefined) throw broken();
    this.#see(`part ${name}`);
    return true;
  }

  #see(reference: string): void {
    if (this.#seen.has(reference)) throw broken();
    this.#seen.add(reference);
  }
}
