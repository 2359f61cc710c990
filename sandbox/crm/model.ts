export const crmNames = ['hubspot', 'salesforce'] as const;
export type CrmName = (typeof crmNames)[number];

/** A write that took effect: the truth that a checker compares with. */
export interface CrmLedgerLine {
  seq: number;
  at: number;
  platform: CrmName;
  action: 'create' | 'update' | 'delete' | 'erase' | 'associate' | 'merge' | 'token';
  objectType: string;
  id: string;
  /** The desk's, where the record has it. */
  key?: string;
  /** Of `associate` and `merge`. */
  to?: string;
}

/** A change that waits to be told to the desk. */
export interface CrmHook {
  seq: number;
  platform: CrmName;
  at: number;
  attempts: number;
  /** One event, as the platform words it. */
  event: unknown;
}
