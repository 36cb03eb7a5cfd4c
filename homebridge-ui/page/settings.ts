import type { Problem } from '../../src/ui/protocol.ts';
import { type Block, isSetUp } from './model/config.ts';
import { type Node, placeOf } from './model/schema.ts';
import type { Words } from './model/words.ts';
import { type Ask, reasonOf } from './page.ts';

/** What is wrong with the settings, in words. */
export interface Verdict {
  /** Each stands in the way of saving. */
  readonly problems: readonly string[];
  /** What the plugin does not know, and leaves alone. */
  readonly notices: readonly string[];
}

/** The plugin's block of `config.json` as it would be saved. */
export interface Settings {
  readonly block: Block;
  readonly schema: FormSchema;
  /** Changes what would be saved, and has it judged: until it is found to be valid, it cannot be saved. */
  edit(change: (block: Block) => Block): void;
}

/** What Homebridge's form is made of; the titles are in the language of its page. */
export interface FormSchema {
  readonly schema: Node;
  readonly layout: null;
  readonly form: null;
}

/** While somebody types, not every letter is judged. */
const CHECK_AFTER_MS = 200;

/** @param judged is told what the plugin makes of the settings, at first and after each edit */
export async function openSettings(ask: Ask, words: Words, judged: (verdict: Verdict) => void): Promise<Settings> {
  const { homebridge } = window;
  const [first, ...others] = await homebridge.getPluginConfig();
  const { schema = {} } = await homebridge.getPluginConfigSchema();
  let block: Block = first ?? { name: 'Linky TIC', language: words.language };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let edits = 0;
  void judge(edits);
  return {
    get block() {
      return block;
    },
    schema: { schema, layout: null, form: null },
    edit(change) {
      block = change(block);
      edits += 1;
      homebridge.disableSaveButton();
      void homebridge.updatePluginConfig([{ ...block }, ...others]);
      clearTimeout(timer);
      timer = setTimeout(judge, CHECK_AFTER_MS, edits);
    },
  };

  async function judge(edit: number): Promise<void> {
    const missing = isSetUp(block) ? [] : [words.texts.guide.choose];
    const { problems, notices } = await ask('/check', { config: block }).then(
      (problems) => verdictOf(problems, schema, block, words),
      // Who cannot be asked is not in the way: the plugin judges again when it starts.
      (error) => ({ problems: [], notices: [`${words.texts.problems.unchecked} ${reasonOf(error)}`] }),
    );
    if (edit !== edits) return;
    if (missing.length + problems.length === 0) homebridge.enableSaveButton();
    else homebridge.disableSaveButton();
    // Before anything was touched, a meter is not missed yet.
    judged({ problems: edit === 0 ? problems : [...missing, ...problems], notices });
  }
}

function verdictOf(found: readonly Problem[], schema: Node, block: Block, words: Words): Verdict {
  const said = found.map(({ path, says }) => {
    const { label, isKnown } = placeOf(path, schema, block);
    return { isKnown, says: words.texts.problems.at(label, says) };
  });
  return {
    problems: said.filter(({ isKnown }) => isKnown).map(({ says }) => says),
    notices: said.filter(({ isKnown }) => !isKnown).map(({ says }) => says),
  };
}
