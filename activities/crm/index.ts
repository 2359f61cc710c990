/** The activities around the CRM, run by the assist workers. */
import type { CrmActivities } from '../types.ts';
import { createCrmStep } from './step.ts';
import type { CrmParts } from './work.ts';

export const createCrmActivities = (parts: CrmParts): CrmActivities => ({
  crmStep: createCrmStep(parts),
});
