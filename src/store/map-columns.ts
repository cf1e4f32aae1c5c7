export function mapColumns(map: any) {
  return {
    coveragePercent: null,
    coverageStatus: null,
    coverageCells: [],
    missingRoles: [],
    singleThreaded: null,
    people: 0,
    valueAtRiskMinor: 0,
    builtAt: null,
  };
}
