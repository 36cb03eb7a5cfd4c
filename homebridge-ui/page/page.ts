import type { Ask, ViewProtocol } from './ask.ts';
import type { PageWords } from './model/page-words.ts';
import type { StatusFeed } from './status-feed.ts';

/** What the views of *Live* and *Energy* receive, on the settings page and on the house's page. */
export interface Page {
  readonly words: PageWords;
  readonly ask: Ask<ViewProtocol>;
  readonly status: StatusFeed;
  readonly meters: SetMeters;
}

/** The settings of the meters. */
export interface SetMeters {
  /** In the order of the settings. */
  all(): readonly NamedMeter[];
  /**
   * Whether a meter has prices.
   * @param meter its slug
   */
  isPriced(meter: string): boolean;
  /** Sent with a question about a meter: its prices as they are being edited. The server of the house's page knows them itself. */
  typedPrices(meter: string): { readonly prices?: unknown };
}

interface NamedMeter {
  readonly slug: string;
  readonly name: string;
}
