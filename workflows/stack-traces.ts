/**
 * The SDK takes a stack trace for every promise of a workflow (for the query "stack trace" in Temporal's UI), which was a quarter
 * of a conversation's CPU at the usual ten frames. The five innermost tell as much.
 */
Error.stackTraceLimit = 5;
