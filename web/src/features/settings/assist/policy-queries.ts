import { queryOptions } from '@tanstack/react-query';
import type { AnswerPolicyJson } from '../../../../../api/schemas/answer-policy.ts';
import { allOf } from '../../../lib/desk.ts';

export type AnswerPolicy = AnswerPolicyJson;

export const answerPoliciesQuery = queryOptions({
  queryKey: ['answer-policies'],
  queryFn: ({ signal }) => allOf<AnswerPolicy>('/answer-policies', signal),
});
