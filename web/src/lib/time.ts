/** Times as people read them, in the language of the page. */
import { useSyncExternalStore } from 'react';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const units = new Map<string, Intl.NumberFormat>();

/** "4 min", "3 h", "2 days": the largest unit, rounded down. @param ms not negative */
export function span(ms: number, locale: string): string {
  if (ms < minute) return amount(Math.max(0, Math.floor(ms / 1000)), 'second', locale);
  if (ms < hour) return amount(Math.floor(ms / minute), 'minute', locale);
  if (ms < 2 * day) return amount(Math.floor(ms / hour), 'hour', locale);
  return amount(Math.floor(ms / day), 'day', locale);
}

/** "in 4 minutes", "in 3 hours", "in 2 days": the nearest. @param ms not negative */
export function ahead(ms: number, locale: string): string {
  const format = new Intl.RelativeTimeFormat(locale);
  if (ms < hour) return format.format(Math.max(1, Math.round(ms / minute)), 'minute');
  if (ms < 2 * day) return format.format(Math.round(ms / hour), 'hour');
  return format.format(Math.round(ms / day), 'day');
}

function amount(value: number, unit: string, locale: string): string {
  const key = `${locale}/${unit}`;
  let format = units.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' });
    units.set(key, format);
  }
  return format.format(value);
}

export function timeOfDay(at: string | number | Date, locale: string): string {
  return new Date(at).toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
}

/** The time today, else the day, else with the year. */
export function moment(at: string | number | Date, locale: string, now: number): string {
  const date = new Date(at);
  const today = new Date(now);
  if (date.toDateString() === today.toDateString()) return timeOfDay(date, locale);
  const sameYear = date.getFullYear() === today.getFullYear();
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'short',
    ...(sameYear ? { hour: '2-digit', minute: '2-digit' } : { year: 'numeric' }),
  });
}

export function fullTime(at: string | number | Date, locale: string): string {
  return new Date(at).toLocaleString(locale, { dateStyle: 'full', timeStyle: 'medium' });
}

export function dayName(at: string | number | Date, locale: string, now: number): string {
  const date = new Date(at);
  const days = Math.round((startOfDay(now) - startOfDay(date)) / day);
  if (Math.abs(days) <= 1) {
    const name = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day');
    return name.charAt(0).toLocaleUpperCase(locale) + name.slice(1);
  }
  return date.toLocaleDateString(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    ...(date.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' }),
  });
}

/** Within a sentence: "today", "yesterday", "3 May". */
export function dayOf(at: string | number | Date, locale: string, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day);
  if (days === 0 || days === 1) {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-days, 'day');
  }
  const date = new Date(at);
  return date.toLocaleDateString(locale, {
    day: 'numeric',
    month: 'short',
    ...(date.getFullYear() === new Date(now).getFullYear() ? {} : { year: 'numeric' }),
  });
}

export const startOfDay = (at: string | number | Date): number => new Date(at).setHours(0, 0, 0, 0);

const clocks = new Map<number, { now: number; subscribe: (listener: () => void) => () => void }>();

/** The present, read again every `everyMs`; all who ask for the same pace share one timer. */
export function useNow(everyMs: number): number {
  const clock = clockOf(everyMs);
  return useSyncExternalStore(clock.subscribe, () => clock.now);
}

function clockOf(everyMs: number) {
  const known = clocks.get(everyMs);
  if (known) return known;
  const listeners = new Set<() => void>();
  let timer: number | undefined;
  const clock = {
    now: Date.now(),
    subscribe(listener: () => void) {
      if (listeners.size === 0) {
        clock.now = Date.now();
        timer = window.setInterval(() => {
          clock.now = Date.now();
          for (const it of listeners) it();
        }, everyMs);
      }
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) clearInterval(timer);
      };
    },
  };
  clocks.set(everyMs, clock);
  return clock;
}
