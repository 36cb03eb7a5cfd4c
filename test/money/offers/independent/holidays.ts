/** The days of the year that are always holidays. */
const FIXED = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25'];

/** Easter Monday, Ascension and Whit Monday, as a calendar on the wall has them. */
const MOVABLE = [
  ...['2022-04-18', '2022-05-26', '2022-06-06'],
  ...['2023-04-10', '2023-05-18', '2023-05-29'],
  ...['2024-04-01', '2024-05-09', '2024-05-20'],
  ...['2025-04-21', '2025-05-29', '2025-06-09'],
  ...['2026-04-06', '2026-05-14', '2026-05-25'],
  ...['2027-03-29', '2027-05-06', '2027-05-17'],
];

/** Whether a date from 2022 to 2027 is one of the eleven holidays of France. */
export function isHoliday(date: string): boolean {
  return FIXED.includes(date.slice(5)) || MOVABLE.includes(date);
}
