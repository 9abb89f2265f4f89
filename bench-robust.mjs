import { lmer, robustTests, robustContest } from './dist/index.js';
import { readTable } from './dist/table/read-file.js';
const t = (name, f, reps=5) => { const ts=[]; let r; for (let i=0;i<reps;i++){const s=performance.now(); r=f(); ts.push(performance.now()-s);} console.log(name, 'first', ts[0].toFixed(0), 'min', Math.min(...ts).toFixed(1), 'ms'); return r; };
let seed=1; const u=()=>{seed=(seed*1103515245+12345)%2147483648; return (seed+0.5)/2147483648;}; const N=()=>Math.sqrt(-2*Math.log(u()))*Math.cos(2*Math.PI*u());
const hsb = readTable('web-demo/data/hsb.csv');
const m = lmer('mathach ~ meanses*cses + sector*cses + (cses | school)', hsb);
t('hsb CR2', () => robustTests(m)); t('hsb CR0', () => robustTests(m,{type:'CR0'}));
function sim(n, G, formula, H) { const g=[],h=[],x=[],z=[],y=[]; const b=Array.from({length:G},N), s=Array.from({length:G},N); for (let i=0;i<n;i++){const j=i%G; const hh=H? Math.floor(u()*H):0; g.push('g'+j); h.push('g'+j+'h'+hh); const xi=N(); x.push(xi); z.push(b[j]*0.3+N()*0.1+ j%2); y.push(1+xi*(0.5+0.3*s[j])+b[j]+N()+(hh-(H||0)/2)*0.1);} return lmer(formula,{g,h,x,z,y}); }
const a = sim(200000, 5000, 'y ~ x + z + (x | g)'); console.log(a.timing); t('200k rows, 5000 clusters slope', () => robustTests(a),3);
const c = sim(100000, 10, 'y ~ x + z + (x | g)'); t('100k rows, 10 clusters', () => robustTests(c),3);
const d = sim(100000, 200, 'y ~ x + z + (x | g) + (1 | h)', 25); console.log(d.timing); t('100k rows, 200 clusters of 25 classes', () => robustTests(d),2);
const e = sim(60000, 60, 'y ~ x + z + (1 | g) + (1 | h)', 200); console.log(e.timing); t('60k rows, 60 clusters of 200 students', () => robustTests(e),1);
