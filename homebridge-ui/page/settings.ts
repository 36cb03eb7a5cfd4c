import type { Problem, Protocol } from '../../src/ui/protocol.ts';
import { type Ask, failureReason } from './ask.ts';
import { type ConfigBlock, isSetUp, overlayOf } from './model/config-block.ts';
import type { PageWords } from './model/page-words.ts';
import { type SchemaNode, settingLabel } from './model/settings-schema.ts';

/** What the plugin finds wrong with the settings, in the page's language. */
export interface SettingsCheck {
  /** While there are any, the settings cannot be saved. */
  readonly problems: readonly string[];
  /** Settings that the plugin does not know, and values that may be right. They are kept, and do not prevent saving. */
  readonly notices: readonly string[];
  /** The check itself failed. Changed settings cannot be saved then. */
  readonly unchecked?: { readonly reason: string; readonly retry: () => void };
}

/** The plugin's block of `config.json`, as it is being edited. */
export interface Settings {
  readonly block: ConfigBlock;
  readonly schema: FormSchema;
  /**
   * Changes the block and has it checked. Homebridge's save button stays disabled until the check has found no problem. An edit without a
   * change, such as the one that Homebridge's form reports when it is shown, leaves the button as it is.
   */
  edit(change: (block: ConfigBlock) => ConfigBlock): void;
  /** Checks the block at once, shows the outcome, and resolves to the paths of its problems; none if the check failed. */
  check(): Promise<readonly string[]>;
  /** The paths of everything that the last check found; undefined until the first check has ended. */
  readonly problemPaths: ReadonlySet<string> | undefined;
  /** Calls the listener with the problems and doubts of each check, starting with the last one. */
  onProblems(listener: (problems: readonly Problem[]) => void): void;
}

/** The part of `window.homebridge` that loads and saves `config.json`. */
export interface ConfigStore {
  getPluginConfig(): Promise<readonly ConfigBlock[]>;
  getPluginConfigSchema(): Promise<{ readonly schema?: SchemaNode }>;
  updatePluginConfig(blocks: ConfigBlock[]): Promise<unknown>;
  enableSaveButton(): void;
  disableSaveButton(): void;
}

/** The schema in the form that Homebridge's own form expects; its titles are in the language of Homebridge's page. */
interface FormSchema {
  readonly schema: SchemaNode;
  readonly layout: null;
  readonly form: null;
}

/** Debounces the check while somebody types. */
const CHECK_DELAY_MS = 200;

/**
 * Loads the settings from Homebridge. They are checked when `check` is called, and after each edit.
 * @param onChecked called with the outcome of each check
 */
export async function openPluginSettings(
  store: ConfigStore,
  ask: Ask<Protocol>,
  words: PageWords,
  onChecked: (check: SettingsCheck) => void,
): Promise<Settings> {
  const [[first, ...others], { schema = {} }] = await Promise.all([
    store.getPluginConfig(),
    store.getPluginConfigSchema(),
  ]);
  const keys = new Set(Object.keys(first ?? {}));
  let block: ConfigBlock = first ?? { name: 'Linky TIC', language: words.language };
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Shows whether an answer belongs to the newest edit. */
  let edits = 0;
  /** The problems and doubts that the last check found. */
  let current: readonly Problem[] = [];
  let problemPaths: ReadonlySet<string> | undefined;
  const listeners: ((problems: readonly Problem[]) => void)[] = [];
  return {
    get block() {
      return block;
    },
    get problemPaths() {
      return problemPaths;
    },
    schema: { schema, layout: null, form: null },
    edit(change) {
      const changed = change(block);
      if (JSON.stringify(changed) === JSON.stringify(block)) return;
      block = changed;
      edits += 1;
      store.disableSaveButton();
      void store.updatePluginConfig([overlayOf(block, keys), ...others]);
      for (const key of Object.keys(block)) keys.add(key);
      clearTimeout(timer);
      timer = setTimeout(checkNow, CHECK_DELAY_MS);
    },
    check: checkNow,
    onProblems(listener) {
      listeners.push(listener);
      listener(current);
    },
  };

  async function checkNow(): Promise<readonly string[]> {
    const edit = edits;
    const found = await ask('/check', { config: block }).catch(failureReason);
    if (edit !== edits) return [];
    const missing = isSetUp(block) ? [] : [words.texts.guide.choose];
    const { problems, notices } = splitProblems(typeof found === 'string' ? [] : found, schema, block);
    // Settings that were not edited may be saved unchecked: the plugin checks them anyway when it starts.
    const isEditUnchecked = typeof found === 'string' && edit > 0;
    if (missing.length + problems.length === 0 && !isEditUnchecked) store.enableSaveButton();
    else store.disableSaveButton();
    const told = [...problems, ...notices.filter(({ isDoubt }) => isDoubt)];
    const inWords = (list: readonly Problem[]) => [
      ...new Set(list.map((problem) => describe(problem, schema, block, words))),
    ];
    onChecked({
      // Before the first edit, the user has not been asked for a meter yet.
      problems: [...(edit === 0 ? [] : missing), ...inWords(problems)],
      notices: inWords(notices),
      ...(typeof found === 'string' && { unchecked: { reason: found, retry: () => void checkNow() } }),
    });
    current = told;
    problemPaths = new Set([...problems, ...notices].map(({ path }) => path));
    for (const listener of listeners) listener(told);
    return problems.map(({ path }) => path);
  }
}

/** Problems of settings that are not in the schema become notices, as do doubts about values that may be right. */
function splitProblems(found: readonly Problem[], schema: SchemaNode, block: ConfigBlock) {
  const isWrong = ({ path, isDoubt }: Problem) => !isDoubt && settingLabel(path, schema, block).isKnown;
  return { problems: found.filter(isWrong), notices: found.filter((problem) => !isWrong(problem)) };
}

/** The title of the setting and what is wrong with it. For prices it only refers to their form, which shows the problems itself. */
function describe(
  { path, says, isDoubt }: Problem,
  schema: SchemaNode,
  block: ConfigBlock,
  { texts }: PageWords,
): string {
  const label = (of: string) => settingLabel(of, schema, block);
  const [, prices] = /^(meters\[\d+\]\.prices)\[/.exec(path) ?? [];
  const isInForm = !isDoubt && prices !== undefined && label(path).isKnown;
  return isInForm
    ? texts.problems.at(label(prices).label, texts.problems.prices)
    : texts.problems.at(label(path).label, says);
}
