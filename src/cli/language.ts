import type { Language } from '../texts/texts.ts';

/** Environment variables, by name. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

/**
 * The language to speak, before anything else is understood: `--language`, else that of the session (POSIX: LC_ALL before
 * LC_MESSAGES before LANG).
 */
export function languageOf(args: readonly string[], env: Environment): Language {
  const at = args.findIndex((arg) => arg === '--language' || arg.startsWith('--language='));
  const asked = at < 0 ? undefined : (args[at]?.split('=')[1] ?? args[at + 1]);
  if (asked === 'fr' || asked === 'en') return asked;
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return locale.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}
