/** The activities around the CRM, run by the assist workers. */
import type { CrmActivities } from '../types.ts';
import { createCrmStep, type CrmParts } from './step.ts';

export const createCrmActivities = (parts: CrmParts): CrmActivities => ({
  crmStep: createCrmStep(parts),
});
