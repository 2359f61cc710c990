/**
 * A time zone by its name in the IANA database, as the one that it stands for now (CET: Europe/Brussels): PostgreSQL has
 * abbreviations of its own by the old names. No offset (+02:00), whose sign PostgreSQL reads the other way round.
 * Intl is asked, not Temporal, which would also take whole timestamps.
 * @returns undefined where it is none
 */
export function timeZoneNamed(name: string): string | undefined {
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
