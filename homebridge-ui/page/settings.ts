import type { Problem } from '../../src/ui/protocol.ts';
import { type ConfigBlock, isSetUp, overlayOf } from './model/config-block.ts';
import type { PageWords } from './model/page-words.ts';
import { type SchemaNode, settingLabel } from './model/settings-schema.ts';
import { type Ask, failureReason } from './server-requests.ts';

/** What is wrong with the settings, in words. */
export interface SettingsCheck {
  /** Each stands in the way of saving. */
  readonly problems: readonly string[];
  /** What the plugin does not know, and leaves alone. */
  readonly notices: readonly string[];
  /** They could not be judged, which stands in the way, too, once something was changed. */
  readonly unjudged?: { readonly reason: string; readonly retry: () => void };
}

/** The plugin's block of `config.json` as it would be saved. */
export interface Settings {
  readonly block: ConfigBlock;
  readonly schema: FormSchema;
  /** Changes what would be saved, and has it judged: until it is found to be valid, it cannot be saved. */
  edit(change: (block: ConfigBlock) => ConfigBlock): void;
  /** The paths of what stands in the way of saving now, as far as that can be told; they are shown, too. */
  check(): Promise<readonly string[]>;
}

/** What of Homebridge's page keeps the settings. */
export interface ConfigStore {
  getPluginConfig(): Promise<readonly ConfigBlock[]>;
  getPluginConfigSchema(): Promise<{ readonly schema?: SchemaNode }>;
  updatePluginConfig(blocks: ConfigBlock[]): Promise<unknown>;
  enableSaveButton(): void;
  disableSaveButton(): void;
}

/** What Homebridge's form is made of; the titles are in the language of its page. */
export interface FormSchema {
  readonly schema: SchemaNode;
  readonly layout: null;
  readonly form: null;
}

/** While somebody types, not every letter is judged. */
const CHECK_AFTER_MS = 200;

/** @param judged is told what the plugin makes of the settings, at first and after each edit */
export async function openSettings(
  keeper: ConfigStore,
  ask: Ask,
  words: PageWords,
  judged: (verdict: SettingsCheck) => void,
): Promise<Settings> {
  const [first, ...others] = await keeper.getPluginConfig();
  const { schema = {} } = await keeper.getPluginConfigSchema();
  const keys = new Set(Object.keys(first ?? {}));
  let block: ConfigBlock = first ?? { name: 'Linky TIC', language: words.language };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let edits = 0;
  void judge();
  return {
    get block() {
      return block;
    },
    schema: { schema, layout: null, form: null },
    edit(change) {
      block = change(block);
      edits += 1;
      keeper.disableSaveButton();
      void keeper.updatePluginConfig([overlayOf(block, keys), ...others]);
      for (const key of Object.keys(block)) keys.add(key);
      clearTimeout(timer);
      timer = setTimeout(judge, CHECK_AFTER_MS);
    },
    check: judge,
  };

  async function judge(): Promise<readonly string[]> {
    const edit = edits;
    const found = await ask('/check', { config: block }).catch(failureReason);
    if (edit !== edits) return [];
    const missing = isSetUp(block) ? [] : [words.texts.guide.choose];
    const { problems, notices } = sorted(typeof found === 'string' ? [] : found, schema, block);
    // What was not touched may be saved as it is, whatever it is; the plugin judges it again when it starts.
    const isUnsure = typeof found === 'string' && edit > 0;
    if (missing.length + problems.length === 0 && !isUnsure) keeper.enableSaveButton();
    else keeper.disableSaveButton();
    const written = (some: readonly Problem[]) => some.map((one) => inWords(one, schema, block, words));
    judged({
      // Before anything was touched, a meter is not missed yet.
      problems: [...(edit === 0 ? [] : missing), ...written(problems)],
      notices: written(notices),
      ...(typeof found === 'string' && { unjudged: { reason: found, retry: () => void judge() } }),
    });
    return problems.map(({ path }) => path);
  }
}

/** What the schema does not know is no problem: it is left alone. */
function sorted(found: readonly Problem[], schema: SchemaNode, block: ConfigBlock) {
  const isKnown = ({ path }: Problem) => settingLabel(path, schema, block).isKnown;
  return { problems: found.filter(isKnown), notices: found.filter((one) => !isKnown(one)) };
}

function inWords({ path, says }: Problem, schema: SchemaNode, block: ConfigBlock, { texts }: PageWords): string {
  return texts.problems.at(settingLabel(path, schema, block).label, says);
}
