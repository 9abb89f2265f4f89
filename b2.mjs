import { orthogonalRows } from './dist/inference/robust/orthogonal.js';
import { lmer, robustTests } from './dist/index.js';
let seed=1; const u=()=>{seed=(seed*48271)%2147483647; return (seed+0.5)/2147483648;}; const N=()=>Math.sqrt(-2*Math.log(u()))*Math.cos(2*Math.PI*u());
function sim(n, G, formula, H) { const g=[],h=[],x=[],z=[],y=[]; const b=Array.from({length:G},N), s=Array.from({length:G},N); for (let i=0;i<n;i++){const j=i%G; const hh=H? Math.floor(u()*H):0; g.push('g'+j); h.push('g'+j+'h'+hh); const xi=N(); x.push(xi); z.push(b[j]*0.3+N()*0.1+ j%2); y.push(1+xi*(0.5+0.3*s[j])+b[j]+N()+(hh-(H||0)/2)*0.1);} return lmer(formula,{g,h,x,z,y}); }
for (const H of [50,100,200]) { const e = sim(6*H*5, 6, 'y ~ x + z + (1 | g) + (1 | h)', H); const t=performance.now(); robustTests(e); console.log(H, (performance.now()-t)/6); }
