import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApi, type TestApi } from './support/api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.end());

interface Preview {
  openPeriods: { from: string; to: string }[];
}

const preview = (body: unknown) =>
  api.call<Preview>('POST', '/api/v1/sla/preview', { as: 'viewer', body });

const office = (more: object = {}) => ({
  firstResponseMinutes: 60,
  nextResponseMinutes: 240,
  resolutionHours: 8,
  businessHoursOnly: true,
  businessHours: {
    timezone: 'Europe/Berlin',
    schedule: Object.fromEntries(
      ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'].map((day) => [
        day,
        [
          { start: '09:00', end: '12:30' },
          { start: '13:30', end: '18:00' },
        ],
      ]),
    ),
    holidays: ['2026-12-25'],
  },
  ...more,
});
const always = { firstResponseMinutes: 15, resolutionHours: 24, businessHoursOnly: false };

describe('deadlines', () => {
  test.each([
    {
      when: 'the clock never stops',
      policy: always,
      openedAt: '2026-11-23T10:00:00Z',
      due: ['2026-11-23T10:15:00.000Z', undefined, '2026-11-24T10:00:00.000Z'],
    },
    {
      when: 'the lunch break is in between',
      policy: office(),
      openedAt: '2026-11-23T12:00:00+01:00',
      due: ['2026-11-23T13:00:00.000Z', '2026-11-23T16:00:00.000Z', '2026-11-24T11:00:00.000Z'],
    },
    {
      when: 'it is used up exactly at closing time',
      policy: office({ firstResponseMinutes: 60 }),
      openedAt: '2026-11-27T17:00:00+01:00',
      due: ['2026-11-27T17:00:00.000Z', '2026-11-30T11:00:00.000Z', '2026-11-30T16:00:00.000Z'],
    },
    {
      when: 'a weekend with a change of the clocks is in between',
      policy: office(),
      openedAt: '2026-10-23T17:30:00+02:00',
      due: ['2026-10-26T08:30:00.000Z', '2026-10-26T11:30:00.000Z', '2026-10-26T16:30:00.000Z'],
    },
    {
      when: 'every clock stands still in a pause',
      policy: always,
      openedAt: '2026-11-23T10:00:00Z',
      pauses: [{ from: '2026-11-23T10:10:00Z', to: '2026-11-23T11:10:00Z' }],
      due: ['2026-11-23T11:15:00.000Z', undefined, '2026-11-24T11:00:00.000Z'],
    },
    {
      when: 'a pause has no end yet',
      policy: always,
      openedAt: '2026-11-23T10:00:00Z',
      pauses: [{ from: '2026-11-23T10:15:00Z' }],
      due: ['2026-11-23T10:15:00.000Z', undefined, undefined],
    },
  ])('$when', async ({ policy, openedAt, pauses, due }) => {
    const reply = await preview({ policy, openedAt, ...(pauses ? { pauses } : {}) });
    const [firstResponseDueAt, nextResponseDueAt, resolutionDueAt] = due;
    const expected = { firstResponseDueAt, nextResponseDueAt, resolutionDueAt };
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  test('priorities may have budgets of their own', async () => {
    const policy = { ...always, byPriority: { urgent: { firstResponseMinutes: 5 } } };
    const reply = await preview({
      policy,
      openedAt: '2026-11-23T10:00:00Z',
      priority: 'urgent',
    });
    expect(reply.body).toMatchObject({ firstResponseDueAt: '2026-11-23T10:05:00.000Z' });
  });
});

describe('a week of the calendar', () => {
  const week = async (policy: object, weekFrom: string) => {
    const { body } = await preview({ policy, openedAt: '2026-11-23T10:00:00Z', weekFrom });
    return body.openPeriods;
  };

  test('is drawn from where it is asked for, cut at both ends', async () => {
    const periods = await week(office(), '2026-12-21T11:00:00Z');
    // Four days with lunch, of which the first began; Christmas; and the next Monday until noon.
    expect(periods).toHaveLength(9);
    expect(periods[0]).toEqual({
      from: '2026-12-21T11:00:00.000Z',
      to: '2026-12-21T11:30:00.000Z',
    });
    expect(periods.at(-1)).toEqual({
      from: '2026-12-28T08:00:00.000Z',
      to: '2026-12-28T11:00:00.000Z',
    });
  });

  test('is one stretch where the clock never stops, and where nights touch days', async () => {
    const whole = [{ from: '2026-11-23T00:00:00.000Z', to: '2026-11-30T00:00:00.000Z' }];
    expect(await week(always, '2026-11-23T00:00:00Z')).toEqual(whole);
    const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
    const schedule = Object.fromEntries(
      days.map((day) => [day, [{ start: '00:00', end: '00:00' }]]),
    );
    const businessHours = { timezone: 'Europe/Berlin', schedule, holidays: [] };
    expect(await week(office({ businessHours }), '2026-11-23T00:00:00Z')).toEqual(whole);
  });
});

describe('a calendar that is wrong names its field', () => {
  const hours = office().businessHours;
  test.each([
    [{ ...hours, timezone: 'Mars/Olympus' }, 'policy.businessHours.timezone'],
    [{ ...hours, holidays: ['2026-02-30'] }, 'policy.businessHours.holidays[0]'],
    [
      { ...hours, schedule: { monday: [{ start: '9', end: '10:00' }] } },
      'policy.businessHours.schedule.monday[0].start',
    ],
    [{ ...hours, schedule: { someday: [] } }, 'policy.businessHours.schedule.someday'],
    [undefined, 'policy.businessHours'],
  ])('%#', async (businessHours, field) => {
    const reply = await preview({
      policy: office({ businessHours }),
      openedAt: '2026-11-23T10:00:00Z',
    });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  });

  test('so does an instant', async () => {
    const reply = await preview({ policy: always, openedAt: '2026-11-23 10:00' });
    expect(reply).toMatchObject({ status: 422, body: { errors: [{ field: 'openedAt' }] } });
  });
});
