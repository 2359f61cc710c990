import { useSession } from '../../app/session.ts';

/** Where Temporal's UI shows a workflow; only for those who are told where that UI is. */
export function useWorkflowAddress(workflowId: string): string | undefined {
  const { temporalUiUrl } = useSession().workspace;
  return (
    temporalUiUrl &&
    `${temporalUiUrl}/namespaces/default/workflows/${encodeURIComponent(workflowId)}`
  );
}
