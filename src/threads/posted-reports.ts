import type { Reports } from '../trouble/news.ts';

/** What a thread has noticed, for the list of troubles on Homebridge's thread. */
export type ReportMessage =
  | { readonly kind: 'report'; readonly args: Parameters<Reports['report']> }
  | { readonly kind: 'tell'; readonly news: Parameters<Reports['tell']>[0] };

/** Reports for use in a thread: what is reported is posted to the list. */
export function postedReports(post: (message: ReportMessage) => void): Reports {
  return {
    report: (...args) => post({ kind: 'report', args }),
    tell: (news) => post({ kind: 'tell', news }),
  };
}
