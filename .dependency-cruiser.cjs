/** Who may import whom: the arrows of ARCHITECTURE.md, checked. */
const ours =
  '^(accounts|activities|api|assist|bench|channels|crm|dispatch|domain|files|ingest|ops|prisma|routing|runtime|sandbox|test|web|workers|workflows)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Modules that need each other are one idea in two files, or two ideas in each.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      comment: 'Rules are values in, values out: nothing else of ours.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: ours, pathNot: '^domain/' },
    },
    {
      name: 'rules-and-workflows-need-no-node',
      comment: 'Nor Node: it reads clocks, files and chance.',
      severity: 'error',
      from: { path: '^(domain|workflows)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-needs-no-package',
      comment: 'But calendar arithmetic, in the one place that knows time zones.',
      severity: 'error',
      from: { path: '^domain/', pathNot: '^domain/business-hours' },
      to: { path: 'node_modules' },
    },
    {
      name: 'business-hours-need-a-calendar-only',
      severity: 'error',
      from: { path: '^domain/business-hours' },
      to: { path: 'node_modules', pathNot: 'node_modules/temporal-polyfill' },
    },
    {
      name: 'workflows-import-rules-only',
      comment:
        'A workflow is replayed: what it imports runs again, years later, with the same result.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: ours, pathNot: ['^workflows/', '^domain/', '^activities/'] },
    },
    {
      name: 'workflows-know-activities-by-type',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'time-zones-stay-in-activities',
      comment:
        'Their data changes, and a replay must not: so not in workflows, nor in the rules they import.',
      severity: 'error',
      from: { path: '^(workflows|domain)/', pathNot: '^domain/business-hours' },
      to: { path: '^domain/business-hours', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-need-temporal-only',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: 'node_modules',
        pathNot: 'node_modules/@temporalio/(workflow|common)/',
      },
    },
    {
      name: 'channels-know-nothing-of-each-other',
      comment: 'Facebook and Instagram are one graph of Meta’s: what they share is channels/meta.',
      severity: 'error',
      from: { path: '^channels/([^/]+)/' },
      to: { path: '^channels/[^/]+/', pathNot: ['^channels/$1/', '^channels/meta/'] },
    },
    {
      name: 'channels-know-platforms-only',
      severity: 'error',
      from: { path: '^channels/' },
      to: { path: ours, pathNot: ['^channels/', '^domain/'] },
    },
    {
      name: 'api-meets-workflows-at-their-contract',
      severity: 'error',
      from: { path: '^api/' },
      to: { path: '^workflows/', pathNot: '^workflows/contract\\.ts$' },
    },
    {
      name: 'nobody-imports-what-starts-processes',
      severity: 'error',
      from: { pathNot: '^(api|workers|test|bench|web)/' },
      to: { path: '^(api|workers)/' },
    },
    {
      name: 'api-and-workers-are-apart',
      severity: 'error',
      from: { path: '^(api|workers)/' },
      to: { path: '^(api|workers)/', pathNot: '^$1/' },
    },
    {
      name: 'nobody-imports-tests',
      severity: 'error',
      from: { pathNot: ['^test/', '^bench/', '^vitest\\.config\\.ts$'] },
      to: { path: '^test/' },
    },
    {
      name: 'the-workspace-knows-words-and-rules',
      comment:
        'It asks the API as anybody would: it shares types, pure rules and the platforms’ counts, no more.',
      severity: 'error',
      from: { path: '^web/' },
      to: {
        path: ours,
        pathNot: ['^web/', '^domain/', '^channels/text-length\\.ts$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nobody-imports-the-workspace',
      severity: 'error',
      from: { pathNot: '^(web|test)/' },
      to: { path: '^web/' },
    },
    {
      name: 'sandbox-is-another-company',
      comment:
        'It simulates the platforms: sharing code with our channels would hide our mistakes.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: ours, pathNot: ['^sandbox/', '^runtime/'] },
    },
    {
      name: 'routing-knows-rules-and-rows',
      severity: 'error',
      from: { path: '^routing/' },
      to: { path: ours, pathNot: ['^routing/', '^domain/', '^runtime/'] },
    },
    {
      name: 'assist-advises',
      comment: 'It reads and proposes: what becomes of it is decided elsewhere.',
      severity: 'error',
      from: { path: '^assist/' },
      to: { path: ours, pathNot: ['^assist/', '^domain/', '^runtime/', '^files/'] },
    },
    {
      name: 'crm-is-reached-alike',
      comment:
        'One interface whatever is behind it: what the desk does with it is decided elsewhere.',
      severity: 'error',
      from: { path: '^crm/' },
      to: { path: ours, pathNot: ['^crm/', '^domain/', '^runtime/', '^files/'] },
    },
    {
      name: 'crms-know-nothing-of-each-other',
      severity: 'error',
      from: { path: '^crm/([^/]+)/' },
      to: { path: '^crm/[^/]+/', pathNot: '^crm/$1/' },
    },
    {
      name: 'files-know-bytes-only',
      comment: 'Fetching and keeping is the same for whatever the file belongs to.',
      severity: 'error',
      from: { path: '^files/' },
      to: { path: ours, pathNot: ['^files/', '^runtime/'] },
    },
    {
      name: 'runtime-comes-first',
      severity: 'error',
      from: { path: '^runtime/' },
      to: { path: ours, pathNot: ['^runtime/', '^prisma/client/'] },
    },
    {
      name: 'nothing-that-is-not-installed',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'production-needs-no-dev-packages',
      severity: 'error',
      from: {
        path: '^(accounts|activities|api|assist|channels|crm|dispatch|domain|files|ingest|prisma|routing|runtime|workers|workflows)/',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    // The peers' packages are not installed here.
    exclude: { path: '^(prisma/client/|test/peers/|\\.careline|dist|coverage)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
