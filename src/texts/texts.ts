import { loadTexts } from '../own-files.ts';
import type { cli } from './en/cli.ts';
import type { historyImport } from './en/history-import.ts';
import type { homeAssistant } from './en/home-assistant.ts';
import type { house } from './en/house.ts';
import type { PluginTexts, textsFor as pluginTextsFor } from './en/texts.ts';
import type { ui } from './en/ui.ts';
import type { Host } from './host.ts';
import type { Language } from './languages.ts';

export type { Host, Language };

/** All texts of a language. Those of the plugin itself are there, and each other part is loaded when it is asked for. */
export interface Texts extends PluginTexts {
  /** Of the command line. */
  readonly cli: typeof cli;
  /** About files of a household's history. */
  readonly historyImport: typeof historyImport;
  /** Of the settings page's server. */
  readonly ui: typeof ui;
}

/** The texts of a language by parts, each of which is loaded when it is asked for. */
interface TextParts {
  plugin(): { readonly textsFor: typeof pluginTextsFor };
  cli(): Pick<Texts, 'cli'>;
  historyImport(): Pick<Texts, 'historyImport'>;
  ui(): Pick<Texts, 'ui'>;
  house(): { readonly house: typeof house };
  homeAssistant(): { readonly homeAssistant: typeof homeAssistant };
}

export const textParts: { readonly [L in Language]: TextParts } = loadTexts;

/** The texts of the plugin. Those of a language are loaded when the first of them is asked for. */
export const textsIn: { readonly [L in Language]: Texts } = {
  get en() {
    return textsFor('en', 'homebridge');
  },
  get fr() {
    return textsFor('fr', 'homebridge');
  },
};

const loaded = new Map<string, Texts>();

/** The texts of a service, which differ with what runs it. */
export function textsFor(language: Language, host: Host): Texts {
  const key = `${language} ${host}`;
  const texts = loaded.get(key) ?? loadedFor(language, host);
  loaded.set(key, texts);
  return texts;
}

function loadedFor(language: Language, host: Host): Texts {
  const parts = textParts[language];
  return {
    ...parts.plugin().textsFor(host),
    get cli() {
      return parts.cli().cli;
    },
    get historyImport() {
      return parts.historyImport().historyImport;
    },
    get ui() {
      return parts.ui().ui;
    },
  };
}
