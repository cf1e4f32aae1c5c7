// The functions of cephes that the tests use; the package carries no types.
declare module 'cephes' {
  const cephes: {
    compiled: Promise<void>;
    lgam(x: number): number;
    gamma(x: number): number;
    psi(x: number): number;
    beta(a: number, b: number): number;
    hyp2f1(a: number, b: number, c: number, z: number): number;
  };
  export default cephes;
}
