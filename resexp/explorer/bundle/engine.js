/* Built by npm run build in resexp/explorer/web, from sources of sha256 c65df52a95ccc8878128709c073121d39654e11693d5fed1bbaca63755f91384. Holds TensorFlow.js 4.22.0, Apache-2.0: see LICENSE. */
(()=>{var wE=Object.create;var xf=Object.defineProperty;var vE=Object.getOwnPropertyDescriptor;var IE=Object.getOwnPropertyNames;var SE=Object.getPrototypeOf,_E=Object.prototype.hasOwnProperty;var Ar=(r=>typeof require<"u"?require:typeof Proxy<"u"?new Proxy(r,{get:(e,t)=>(typeof require<"u"?require:e)[t]}):r)(function(r){if(typeof require<"u")return require.apply(this,arguments);throw Error('Dynamic require of "'+r+'" is not supported')});var Is=(r,e)=>()=>(e||r((e={exports:{}}).exports,e),e.exports),Wt=(r,e)=>{for(var t in e)xf(r,t,{get:e[t],enumerable:!0})},kE=(r,e,t,n)=>{if(e&&typeof e=="object"||typeof e=="function")for(let o of IE(e))!_E.call(r,o)&&o!==t&&xf(r,o,{get:()=>e[o],enumerable:!(n=vE(e,o))||n.enumerable});return r};var Hi=(r,e,t)=>(t=r!=null?wE(SE(r)):{},kE(e||!r||!r.__esModule?xf(t,"default",{value:r,enumerable:!0}):t,r));var Nx=Is((H3,Ax)=>{Ax.exports=ke;var Ft=null;try{Ft=new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0,97,115,109,1,0,0,0,1,13,2,96,0,1,127,96,4,127,127,127,127,1,127,3,7,6,0,1,1,1,1,1,6,6,1,127,1,65,0,11,7,50,6,3,109,117,108,0,1,5,100,105,118,95,115,0,2,5,100,105,118,95,117,0,3,5,114,101,109,95,115,0,4,5,114,101,109,95,117,0,5,8,103,101,116,95,104,105,103,104,0,0,10,191,1,6,4,0,35,0,11,36,1,1,126,32,0,173,32,1,173,66,32,134,132,32,2,173,32,3,173,66,32,134,132,126,34,4,66,32,135,167,36,0,32,4,167,11,36,1,1,126,32,0,173,32,1,173,66,32,134,132,32,2,173,32,3,173,66,32,134,132,127,34,4,66,32,135,167,36,0,32,4,167,11,36,1,1,126,32,0,173,32,1,173,66,32,134,132,32,2,173,32,3,173,66,32,134,132,128,34,4,66,32,135,167,36,0,32,4,167,11,36,1,1,126,32,0,173,32,1,173,66,32,134,132,32,2,173,32,3,173,66,32,134,132,129,34,4,66,32,135,167,36,0,32,4,167,11,36,1,1,126,32,0,173,32,1,173,66,32,134,132,32,2,173,32,3,173,66,32,134,132,130,34,4,66,32,135,167,36,0,32,4,167,11])),{}).exports}catch{}function ke(r,e,t){this.low=r|0,this.high=e|0,this.unsigned=!!t}ke.prototype.__isLong__;Object.defineProperty(ke.prototype,"__isLong__",{value:!0});function yt(r){return(r&&r.__isLong__)===!0}ke.isLong=yt;var wx={},vx={};function Sn(r,e){var t,n,o;return e?(r>>>=0,(o=0<=r&&r<256)&&(n=vx[r],n)?n:(t=Te(r,(r|0)<0?-1:0,!0),o&&(vx[r]=t),t)):(r|=0,(o=-128<=r&&r<128)&&(n=wx[r],n)?n:(t=Te(r,r<0?-1:0,!1),o&&(wx[r]=t),t))}ke.fromInt=Sn;function Dt(r,e){if(isNaN(r))return e?In:Pt;if(e){if(r<0)return In;if(r>=kx)return Rx}else{if(r<=-Sx)return bt;if(r+1>=Sx)return Ex}return r<0?Dt(-r,e).neg():Te(r%Fo|0,r/Fo|0,e)}ke.fromNumber=Dt;function Te(r,e,t){return new ke(r,e,t)}ke.fromBits=Te;var rl=Math.pow;function $f(r,e,t){if(r.length===0)throw Error("empty string");if(r==="NaN"||r==="Infinity"||r==="+Infinity"||r==="-Infinity")return Pt;if(typeof e=="number"?(t=e,e=!1):e=!!e,t=t||10,t<2||36<t)throw RangeError("radix");var n;if((n=r.indexOf("-"))>0)throw Error("interior hyphen");if(n===0)return $f(r.substring(1),e,t).neg();for(var o=Dt(rl(t,8)),s=Pt,i=0;i<r.length;i+=8){var u=Math.min(8,r.length-i),l=parseInt(r.substring(i,i+u),t);if(u<8){var a=Dt(rl(t,u));s=s.mul(a).add(Dt(l))}else s=s.mul(o),s=s.add(Dt(l))}return s.unsigned=e,s}ke.fromString=$f;function Gt(r,e){return typeof r=="number"?Dt(r,e):typeof r=="string"?$f(r,e):Te(r.low,r.high,typeof e=="boolean"?e:r.unsigned)}ke.fromValue=Gt;var Ix=65536,JE=1<<24,Fo=Ix*Ix,kx=Fo*Fo,Sx=kx/2,_x=Sn(JE),Pt=Sn(0);ke.ZERO=Pt;var In=Sn(0,!0);ke.UZERO=In;var $o=Sn(1);ke.ONE=$o;var Tx=Sn(1,!0);ke.UONE=Tx;var Nf=Sn(-1);ke.NEG_ONE=Nf;var Ex=Te(-1,2147483647,!1);ke.MAX_VALUE=Ex;var Rx=Te(-1,-1,!0);ke.MAX_UNSIGNED_VALUE=Rx;var bt=Te(0,-2147483648,!1);ke.MIN_VALUE=bt;var U=ke.prototype;U.toInt=function(){return this.unsigned?this.low>>>0:this.low};U.toNumber=function(){return this.unsigned?(this.high>>>0)*Fo+(this.low>>>0):this.high*Fo+(this.low>>>0)};U.toString=function(e){if(e=e||10,e<2||36<e)throw RangeError("radix");if(this.isZero())return"0";if(this.isNegative())if(this.eq(bt)){var t=Dt(e),n=this.div(t),o=n.mul(t).sub(this);return n.toString(e)+o.toInt().toString(e)}else return"-"+this.neg().toString(e);for(var s=Dt(rl(e,6),this.unsigned),i=this,u="";;){var l=i.div(s),a=i.sub(l.mul(s)).toInt()>>>0,c=a.toString(e);if(i=l,i.isZero())return c+u;for(;c.length<6;)c="0"+c;u=""+c+u}};U.getHighBits=function(){return this.high};U.getHighBitsUnsigned=function(){return this.high>>>0};U.getLowBits=function(){return this.low};U.getLowBitsUnsigned=function(){return this.low>>>0};U.getNumBitsAbs=function(){if(this.isNegative())return this.eq(bt)?64:this.neg().getNumBitsAbs();for(var e=this.high!=0?this.high:this.low,t=31;t>0&&(e&1<<t)==0;t--);return this.high!=0?t+33:t+1};U.isZero=function(){return this.high===0&&this.low===0};U.eqz=U.isZero;U.isNegative=function(){return!this.unsigned&&this.high<0};U.isPositive=function(){return this.unsigned||this.high>=0};U.isOdd=function(){return(this.low&1)===1};U.isEven=function(){return(this.low&1)===0};U.equals=function(e){return yt(e)||(e=Gt(e)),this.unsigned!==e.unsigned&&this.high>>>31===1&&e.high>>>31===1?!1:this.high===e.high&&this.low===e.low};U.eq=U.equals;U.notEquals=function(e){return!this.eq(e)};U.neq=U.notEquals;U.ne=U.notEquals;U.lessThan=function(e){return this.comp(e)<0};U.lt=U.lessThan;U.lessThanOrEqual=function(e){return this.comp(e)<=0};U.lte=U.lessThanOrEqual;U.le=U.lessThanOrEqual;U.greaterThan=function(e){return this.comp(e)>0};U.gt=U.greaterThan;U.greaterThanOrEqual=function(e){return this.comp(e)>=0};U.gte=U.greaterThanOrEqual;U.ge=U.greaterThanOrEqual;U.compare=function(e){if(yt(e)||(e=Gt(e)),this.eq(e))return 0;var t=this.isNegative(),n=e.isNegative();return t&&!n?-1:!t&&n?1:this.unsigned?e.high>>>0>this.high>>>0||e.high===this.high&&e.low>>>0>this.low>>>0?-1:1:this.sub(e).isNegative()?-1:1};U.comp=U.compare;U.negate=function(){return!this.unsigned&&this.eq(bt)?bt:this.not().add($o)};U.neg=U.negate;U.add=function(e){yt(e)||(e=Gt(e));var t=this.high>>>16,n=this.high&65535,o=this.low>>>16,s=this.low&65535,i=e.high>>>16,u=e.high&65535,l=e.low>>>16,a=e.low&65535,c=0,p=0,d=0,m=0;return m+=s+a,d+=m>>>16,m&=65535,d+=o+l,p+=d>>>16,d&=65535,p+=n+u,c+=p>>>16,p&=65535,c+=t+i,c&=65535,Te(d<<16|m,c<<16|p,this.unsigned)};U.subtract=function(e){return yt(e)||(e=Gt(e)),this.add(e.neg())};U.sub=U.subtract;U.multiply=function(e){if(this.isZero())return Pt;if(yt(e)||(e=Gt(e)),Ft){var t=Ft.mul(this.low,this.high,e.low,e.high);return Te(t,Ft.get_high(),this.unsigned)}if(e.isZero())return Pt;if(this.eq(bt))return e.isOdd()?bt:Pt;if(e.eq(bt))return this.isOdd()?bt:Pt;if(this.isNegative())return e.isNegative()?this.neg().mul(e.neg()):this.neg().mul(e).neg();if(e.isNegative())return this.mul(e.neg()).neg();if(this.lt(_x)&&e.lt(_x))return Dt(this.toNumber()*e.toNumber(),this.unsigned);var n=this.high>>>16,o=this.high&65535,s=this.low>>>16,i=this.low&65535,u=e.high>>>16,l=e.high&65535,a=e.low>>>16,c=e.low&65535,p=0,d=0,m=0,f=0;return f+=i*c,m+=f>>>16,f&=65535,m+=s*c,d+=m>>>16,m&=65535,m+=i*a,d+=m>>>16,m&=65535,d+=o*c,p+=d>>>16,d&=65535,d+=s*a,p+=d>>>16,d&=65535,d+=i*l,p+=d>>>16,d&=65535,p+=n*c+o*a+s*l+i*u,p&=65535,Te(m<<16|f,p<<16|d,this.unsigned)};U.mul=U.multiply;U.divide=function(e){if(yt(e)||(e=Gt(e)),e.isZero())throw Error("division by zero");if(Ft){if(!this.unsigned&&this.high===-2147483648&&e.low===-1&&e.high===-1)return this;var t=(this.unsigned?Ft.div_u:Ft.div_s)(this.low,this.high,e.low,e.high);return Te(t,Ft.get_high(),this.unsigned)}if(this.isZero())return this.unsigned?In:Pt;var n,o,s;if(this.unsigned){if(e.unsigned||(e=e.toUnsigned()),e.gt(this))return In;if(e.gt(this.shru(1)))return Tx;s=In}else{if(this.eq(bt)){if(e.eq($o)||e.eq(Nf))return bt;if(e.eq(bt))return $o;var i=this.shr(1);return n=i.div(e).shl(1),n.eq(Pt)?e.isNegative()?$o:Nf:(o=this.sub(e.mul(n)),s=n.add(o.div(e)),s)}else if(e.eq(bt))return this.unsigned?In:Pt;if(this.isNegative())return e.isNegative()?this.neg().div(e.neg()):this.neg().div(e).neg();if(e.isNegative())return this.div(e.neg()).neg();s=Pt}for(o=this;o.gte(e);){n=Math.max(1,Math.floor(o.toNumber()/e.toNumber()));for(var u=Math.ceil(Math.log(n)/Math.LN2),l=u<=48?1:rl(2,u-48),a=Dt(n),c=a.mul(e);c.isNegative()||c.gt(o);)n-=l,a=Dt(n,this.unsigned),c=a.mul(e);a.isZero()&&(a=$o),s=s.add(a),o=o.sub(c)}return s};U.div=U.divide;U.modulo=function(e){if(yt(e)||(e=Gt(e)),Ft){var t=(this.unsigned?Ft.rem_u:Ft.rem_s)(this.low,this.high,e.low,e.high);return Te(t,Ft.get_high(),this.unsigned)}return this.sub(this.div(e).mul(e))};U.mod=U.modulo;U.rem=U.modulo;U.not=function(){return Te(~this.low,~this.high,this.unsigned)};U.and=function(e){return yt(e)||(e=Gt(e)),Te(this.low&e.low,this.high&e.high,this.unsigned)};U.or=function(e){return yt(e)||(e=Gt(e)),Te(this.low|e.low,this.high|e.high,this.unsigned)};U.xor=function(e){return yt(e)||(e=Gt(e)),Te(this.low^e.low,this.high^e.high,this.unsigned)};U.shiftLeft=function(e){return yt(e)&&(e=e.toInt()),(e&=63)===0?this:e<32?Te(this.low<<e,this.high<<e|this.low>>>32-e,this.unsigned):Te(0,this.low<<e-32,this.unsigned)};U.shl=U.shiftLeft;U.shiftRight=function(e){return yt(e)&&(e=e.toInt()),(e&=63)===0?this:e<32?Te(this.low>>>e|this.high<<32-e,this.high>>e,this.unsigned):Te(this.high>>e-32,this.high>=0?0:-1,this.unsigned)};U.shr=U.shiftRight;U.shiftRightUnsigned=function(e){if(yt(e)&&(e=e.toInt()),e&=63,e===0)return this;var t=this.high;if(e<32){var n=this.low;return Te(n>>>e|t<<32-e,t>>>e,this.unsigned)}else return e===32?Te(t,0,this.unsigned):Te(t>>>e-32,0,this.unsigned)};U.shru=U.shiftRightUnsigned;U.shr_u=U.shiftRightUnsigned;U.toSigned=function(){return this.unsigned?Te(this.low,this.high,!1):this};U.toUnsigned=function(){return this.unsigned?this:Te(this.low,this.high,!0)};U.toBytes=function(e){return e?this.toBytesLE():this.toBytesBE()};U.toBytesLE=function(){var e=this.high,t=this.low;return[t&255,t>>>8&255,t>>>16&255,t>>>24,e&255,e>>>8&255,e>>>16&255,e>>>24]};U.toBytesBE=function(){var e=this.high,t=this.low;return[e>>>24,e>>>16&255,e>>>8&255,e&255,t>>>24,t>>>16&255,t>>>8&255,t&255]};ke.fromBytes=function(e,t,n){return n?ke.fromBytesLE(e,t):ke.fromBytesBE(e,t)};ke.fromBytesLE=function(e,t){return new ke(e[0]|e[1]<<8|e[2]<<16|e[3]<<24,e[4]|e[5]<<8|e[6]<<16|e[7]<<24,t)};ke.fromBytesBE=function(e,t){return new ke(e[4]<<24|e[5]<<16|e[6]<<8|e[7],e[0]<<24|e[1]<<16|e[2]<<8|e[3],t)}});var lb=Is(()=>{});var eS=Is((Hl,tg)=>{var eg=(()=>{var r=typeof document<"u"&&document.currentScript?document.currentScript.src:void 0;return typeof __filename<"u"&&(r=r||__filename),(function(e){e=e||{};function t(){return ye.buffer!=Xe&&je(ye.buffer),ui}function n(){return ye.buffer!=Xe&&je(ye.buffer),li}function o(){return ye.buffer!=Xe&&je(ye.buffer),ci}function s(){return ye.buffer!=Xe&&je(ye.buffer),pi}function i(){return ye.buffer!=Xe&&je(ye.buffer),di}function u(){return ye.buffer!=Xe&&je(ye.buffer),mi}function l(){return ye.buffer!=Xe&&je(ye.buffer),fi}var a=typeof e<"u"?e:{},c,p;a.ready=new Promise(function(I,k){c=I,p=k});var d;typeof process<"u"&&process.listeners&&(d={uncaughtException:process.listeners("uncaughtException"),unhandledRejection:process.listeners("unhandledRejection")});var m=Object.assign({},a),f=[],h="./this.program",g=(I,k)=>{throw k},x=typeof window=="object",y=typeof importScripts=="function",w=typeof process=="object"&&typeof process.versions=="object"&&typeof process.versions.node=="string",v=a.ENVIRONMENT_IS_PTHREAD||!1,_="";function T(I){return a.locateFile?a.locateFile(I,_):_+I}var R,A,F,D;function O(I){if(I instanceof on)return;ne("exiting due to exception: "+I)}if(w){var W=Ar("fs"),Q=Ar("path");y?_=Q.dirname(_)+"/":_=__dirname+"/",R=(k,B)=>(k=Zn(k)?new URL(k):Q.normalize(k),W.readFileSync(k,B?void 0:"utf8")),F=k=>{var B=R(k,!0);return B.buffer||(B=new Uint8Array(B)),B},A=(k,B,Z)=>{k=Zn(k)?new URL(k):Q.normalize(k),W.readFile(k,function(ie,ae){ie?Z(ie):B(ae.buffer)})},process.argv.length>1&&(h=process.argv[1].replace(/\\/g,"/")),f=process.argv.slice(2),process.on("uncaughtException",function(k){if(!(k instanceof on))throw k}),process.on("unhandledRejection",function(k){throw k}),g=(k,B)=>{if(rn())throw process.exitCode=k,B;O(B),process.exit(k)},a.inspect=function(){return"[Emscripten Module object]"};let I;try{I=Ar("worker_threads")}catch(k){throw console.error('The "worker_threads" module is not supported in this node.js build - perhaps a newer version is needed?'),k}global.Worker=I.Worker}else(x||y)&&(y?_=self.location.href:typeof document<"u"&&document.currentScript&&(_=document.currentScript.src),typeof r<"u"&&r&&(_=r),_.indexOf("blob:")!==0?_=_.substr(0,_.replace(/[?#].*/,"").lastIndexOf("/")+1):_="",w||(R=I=>{var k=new XMLHttpRequest;return k.open("GET",I,!1),k.send(null),k.responseText},y&&(F=I=>{var k=new XMLHttpRequest;return k.open("GET",I,!1),k.responseType="arraybuffer",k.send(null),new Uint8Array(k.response)}),A=(I,k,B)=>{var Z=new XMLHttpRequest;Z.open("GET",I,!0),Z.responseType="arraybuffer",Z.onload=()=>{if(Z.status==200||Z.status==0&&Z.response){k(Z.response);return}B()},Z.onerror=B,Z.send(null)}),D=I=>document.title=I);w&&typeof performance>"u"&&(global.performance=Ar("perf_hooks").performance);var oe=console.log.bind(console),ue=console.warn.bind(console);w&&(oe=I=>W.writeSync(1,I+`
`),ue=I=>W.writeSync(2,I+`
`));var ge=a.print||oe,ne=a.printErr||ue;Object.assign(a,m),m=null,a.arguments&&(f=a.arguments),a.thisProgram&&(h=a.thisProgram),a.quit&&(g=a.quit);var xe=4,$e=Atomics.load,Ve=Atomics.store,rt=Atomics.compareExchange,De;a.wasmBinary&&(De=a.wasmBinary);var Be=a.noExitRuntime||!0;typeof WebAssembly!="object"&&nn("no native wasm support detected");var ye,$t,kt=!1,ir;function fs(I,k){I||nn(k)}var hs=typeof TextDecoder<"u"?new TextDecoder("utf8"):void 0;function Dp(I,k,B){k>>>=0;for(var Z=k+B,ie=k;I[ie]&&!(ie>=Z);)++ie;if(ie-k>16&&I.buffer&&hs)return hs.decode(I.buffer instanceof SharedArrayBuffer?I.slice(k,ie):I.subarray(k,ie));for(var ae="";k<ie;){var H=I[k++];if(!(H&128)){ae+=String.fromCharCode(H);continue}var j=I[k++]&63;if((H&224)==192){ae+=String.fromCharCode((H&31)<<6|j);continue}var Fe=I[k++]&63;if((H&240)==224?H=(H&15)<<12|j<<6|Fe:H=(H&7)<<18|j<<12|Fe<<6|I[k++]&63,H<65536)ae+=String.fromCharCode(H);else{var Et=H-65536;ae+=String.fromCharCode(55296|Et>>10,56320|Et&1023)}}return ae}function si(I,k){return I>>>=0,I?Dp(n(),I,k):""}function ai(I,k,B,Z){if(B>>>=0,!(Z>0))return 0;for(var ie=B,ae=B+Z-1,H=0;H<I.length;++H){var j=I.charCodeAt(H);if(j>=55296&&j<=57343){var Fe=I.charCodeAt(++H);j=65536+((j&1023)<<10)|Fe&1023}if(j<=127){if(B>=ae)break;k[B++>>>0]=j}else if(j<=2047){if(B+1>=ae)break;k[B++>>>0]=192|j>>6,k[B++>>>0]=128|j&63}else if(j<=65535){if(B+2>=ae)break;k[B++>>>0]=224|j>>12,k[B++>>>0]=128|j>>6&63,k[B++>>>0]=128|j&63}else{if(B+3>=ae)break;k[B++>>>0]=240|j>>18,k[B++>>>0]=128|j>>12&63,k[B++>>>0]=128|j>>6&63,k[B++>>>0]=128|j&63}}return k[B>>>0]=0,B-ie}function ii(I,k,B){return ai(I,n(),k,B)}var Xe,ui,li,ci,Pp,pi,di,mi,fi;v&&(Xe=a.buffer);function je(I){Xe=I,a.HEAP8=ui=new Int8Array(I),a.HEAP16=ci=new Int16Array(I),a.HEAP32=pi=new Int32Array(I),a.HEAPU8=li=new Uint8Array(I),a.HEAPU16=Pp=new Uint16Array(I),a.HEAPU32=di=new Uint32Array(I),a.HEAPF32=mi=new Float32Array(I),a.HEAPF64=fi=new Float64Array(I)}var jn=a.INITIAL_MEMORY||16777216;if(v)ye=a.wasmMemory,Xe=a.buffer;else if(a.wasmMemory)ye=a.wasmMemory;else if(ye=new WebAssembly.Memory({initial:jn/65536,maximum:65536,shared:!0}),!(ye.buffer instanceof SharedArrayBuffer))throw ne("requested a shared WebAssembly.Memory but the returned buffer is not a SharedArrayBuffer, indicating that while the browser has SharedArrayBuffer it does not have WebAssembly threads support - you may need to set a flag"),w&&ne("(on node you may need: --experimental-wasm-threads --experimental-wasm-bulk-memory and/or recent version)"),Error("bad memory");ye&&(Xe=ye.buffer),jn=Xe.byteLength,je(Xe);var _r,hi=[],gi=[],kr=[],Mp=!1;function rn(){return Be}function Yn(){if(a.preRun)for(typeof a.preRun=="function"&&(a.preRun=[a.preRun]);a.preRun.length;)Op(a.preRun.shift());xs(hi)}function Ye(){Mp=!0,!v&&xs(gi)}function xi(){if(!v){if(a.postRun)for(typeof a.postRun=="function"&&(a.postRun=[a.postRun]);a.postRun.length;)Hg(a.postRun.shift());xs(kr)}}function Op(I){hi.unshift(I)}function Bp(I){gi.unshift(I)}function Hg(I){kr.unshift(I)}var Tr=0,Qn=null,ur=null;function Lp(I){Tr++,a.monitorRunDependencies&&a.monitorRunDependencies(Tr)}function bi(I){if(Tr--,a.monitorRunDependencies&&a.monitorRunDependencies(Tr),Tr==0&&(Qn!==null&&(clearInterval(Qn),Qn=null),ur)){var k=ur;ur=null,k()}}function nn(I){a.onAbort&&a.onAbort(I),I="Aborted("+I+")",ne(I),kt=!0,ir=1,I+=". Build with -sASSERTIONS for more info.";var k=new WebAssembly.RuntimeError(I);throw p(k),k}var Up="data:application/octet-stream;base64,";function yi(I){return I.startsWith(Up)}function Zn(I){return I.startsWith("file://")}var Qe;Qe="tfjs-backend-wasm-threaded-simd.wasm",yi(Qe)||(Qe=T(Qe));function Ci(I){try{if(I==Qe&&De)return new Uint8Array(De);if(F)return F(I);throw"both async and sync fetching of the wasm failed"}catch(k){nn(k)}}function Wp(){if(!De&&(x||y)){if(typeof fetch=="function"&&!Zn(Qe))return fetch(Qe,{credentials:"same-origin"}).then(function(I){if(!I.ok)throw"failed to load wasm binary file at '"+Qe+"'";return I.arrayBuffer()}).catch(function(){return Ci(Qe)});if(A)return new Promise(function(I,k){A(Qe,function(B){I(new Uint8Array(B))},k)})}return Promise.resolve().then(function(){return Ci(Qe)})}function Vp(){var I={env:Fi,wasi_snapshot_preview1:Fi};function k(H,j){var Fe=H.exports;if(a.asm=Fe,Qp(a.asm._emscripten_tls_init),_r=a.asm.__indirect_function_table,Bp(a.asm.__wasm_call_ctors),$t=j,!v){var Et=se.unusedWorkers.length;se.unusedWorkers.forEach(function(cr){se.loadWasmModuleToWorker(cr,function(){--Et||bi("wasm-instantiate")})})}}v||Lp("wasm-instantiate");function B(H){k(H.instance,H.module)}function Z(H){return Wp().then(function(j){return WebAssembly.instantiate(j,I)}).then(function(j){return j}).then(H,function(j){ne("failed to asynchronously prepare wasm: "+j),nn(j)})}function ie(){return!De&&typeof WebAssembly.instantiateStreaming=="function"&&!yi(Qe)&&!Zn(Qe)&&!w&&typeof fetch=="function"?fetch(Qe,{credentials:"same-origin"}).then(function(H){var j=WebAssembly.instantiateStreaming(H,I);return j.then(B,function(Fe){return ne("wasm streaming compile failed: "+Fe),ne("falling back to ArrayBuffer instantiation"),Z(B)})}):Z(B)}if(a.instantiateWasm)try{var ae=a.instantiateWasm(I,k);return ae}catch(H){ne("Module.instantiateWasm callback failed with error: "+H),p(H)}return ie().catch(p),{}}var qg,Kg,wi={};function on(I){this.name="ExitStatus",this.message="Program terminated with exit("+I+")",this.status=I}function Gp(I){var k=se.pthreads[I];delete se.pthreads[I],k.terminate(),ff(I),se.runningWorkers.splice(se.runningWorkers.indexOf(k),1),k.pthread_ptr=0}function zp(I){var k=se.pthreads[I];k.postMessage({cmd:"cancel"})}function gs(I){var k=se.pthreads[I];fs(k),se.returnWorkerToPool(k)}function Hp(I){var k=se.getNewWorker();if(!k)return 6;se.runningWorkers.push(k),se.pthreads[I.pthread_ptr]=k,k.pthread_ptr=I.pthread_ptr;var B={cmd:"run",start_routine:I.startRoutine,arg:I.arg,pthread_ptr:I.pthread_ptr};return k.runPthread=()=>{w&&k.ref(),k.postMessage(B,I.transferList),delete k.runPthread},k.loaded&&k.runPthread(),0}var vi={varargs:void 0,get:function(){vi.varargs+=4;var I=s()[vi.varargs-4>>>2];return I},getStr:function(I){var k=si(I);return k}};function Ii(I){if(v)return Er(1,1,I);ir=I,rn()||(se.terminateAllThreads(),a.onExit&&a.onExit(I),kt=!0),g(I,new on(I))}function qp(I,k){if(ir=I,!k&&v)throw _i(I),"unwind";Ii(I)}var Si=qp;function Kp(I){if(I instanceof on||I=="unwind")return ir;g(1,I)}var se={unusedWorkers:[],runningWorkers:[],tlsInitFunctions:[],pthreads:{},init:function(){v?se.initWorker():se.initMainThread()},initMainThread:function(){for(var I=8;I--;)se.allocateUnusedWorker()},initWorker:function(){Be=!1},setExitStatus:function(I){ir=I},terminateAllThreads:function(){for(var I of Object.values(se.pthreads))se.returnWorkerToPool(I);for(var I of se.unusedWorkers)I.terminate();se.unusedWorkers=[]},returnWorkerToPool:function(I){var k=I.pthread_ptr;delete se.pthreads[k],se.unusedWorkers.push(I),se.runningWorkers.splice(se.runningWorkers.indexOf(I),1),I.pthread_ptr=0,w&&I.unref(),ff(k)},receiveObjectTransfer:function(I){},threadInitTLS:function(){se.tlsInitFunctions.forEach(I=>I())},loadWasmModuleToWorker:function(I,k){I.onmessage=ae=>{var H=ae.data,j=H.cmd;if(I.pthread_ptr&&(se.currentProxiedOperationCallerThread=I.pthread_ptr),H.targetThread&&H.targetThread!=Li()){var Fe=se.pthreads[H.targetThread];Fe?Fe.postMessage(H,H.transferList):ne('Internal error! Worker sent a message "'+j+'" to target pthread '+H.targetThread+", but that thread no longer exists!"),se.currentProxiedOperationCallerThread=void 0;return}j==="processProxyingQueue"?bs(H.queue):j==="spawnThread"?Hp(H):j==="cleanupThread"?gs(H.thread):j==="killThread"?Gp(H.thread):j==="cancelThread"?zp(H.thread):j==="loaded"?(I.loaded=!0,w&&I.unref(),k&&k(I),I.runPthread&&I.runPthread()):j==="print"?ge("Thread "+H.threadId+": "+H.text):j==="printErr"?ne("Thread "+H.threadId+": "+H.text):j==="alert"?alert("Thread "+H.threadId+": "+H.text):H.target==="setimmediate"?I.postMessage(H):j==="callHandler"?a[H.handler](...H.args):j&&ne("worker sent an unknown command "+j),se.currentProxiedOperationCallerThread=void 0},I.onerror=ae=>{var H="worker sent an error!";throw ne(H+" "+ae.filename+":"+ae.lineno+": "+ae.message),ae},w&&(I.on("message",function(ae){I.onmessage({data:ae})}),I.on("error",function(ae){I.onerror(ae)}),I.on("detachedExit",function(){}));var B=[],Z=["onExit","onAbort","print","printErr"];for(var ie of Z)a.hasOwnProperty(ie)&&B.push(ie);I.postMessage({cmd:"load",handlers:B,urlOrBlob:a.mainScriptUrlOrBlob||r,wasmMemory:ye,wasmModule:$t})},allocateUnusedWorker:function(){var I,k=T("tfjs-backend-wasm-threaded-simd.worker.js");I=new Worker(k),se.unusedWorkers.push(I)},getNewWorker:function(){return se.unusedWorkers.length==0&&(se.allocateUnusedWorker(),se.loadWasmModuleToWorker(se.unusedWorkers[0])),se.unusedWorkers.pop()}};a.PThread=se;function xs(I){for(;I.length>0;)I.shift()(a)}function Xp(){var I=Li(),k=s()[I+52>>>2],B=s()[I+56>>>2],Z=k-B;Jg(k,Z),Ui(k)}a.establishStackSpace=Xp;function _i(I){if(v)return Er(2,0,I);try{Si(I)}catch(k){Kp(k)}}var Jn=[];function jp(I){var k=Jn[I];return k||(I>=Jn.length&&(Jn.length=I+1),Jn[I]=k=_r.get(I)),k}function Yp(I,k){var B=jp(I)(k);rn()?se.setExitStatus(B):Zg(B)}a.invokeEntryPoint=Yp;function Qp(I){se.tlsInitFunctions.push(I)}function Zp(I){jg(I,!y,1,!x),se.threadInitTLS()}function Jp(I){v?postMessage({cmd:"cleanupThread",thread:I}):gs(I)}function ki(I,k,B,Z){return v?Er(3,1,I,k,B,Z):Ti(I,k,B,Z)}function Ti(I,k,B,Z){if(typeof SharedArrayBuffer>"u")return ne("Current environment does not support SharedArrayBuffer, pthreads are not available!"),6;var ie=[],ae=0;if(v&&(ie.length===0||ae))return ki(I,k,B,Z);if(ae)return ae;var H={startRoutine:B,pthread_ptr:I,arg:Z,transferList:ie};return v?(H.cmd="spawnThread",postMessage(H,ie),0):Hp(H)}function ed(){return 65536}var td=!0;function rd(){return td}function bs(I){Atomics.store(s(),I>>2,1),Li()&&Qg(I),Atomics.compareExchange(s(),I>>2,1,0)}a.executeNotifiedProxyingQueue=bs;function nd(I,k,B,Z){if(I==k)setTimeout(()=>bs(Z));else if(v)postMessage({targetThread:I,cmd:"processProxyingQueue",queue:Z});else{var ie=se.pthreads[I];if(!ie)return;ie.postMessage({cmd:"processProxyingQueue",queue:Z})}return 1}function od(I,k,B){return-1}function sd(){nn("")}function sn(I){sn.shown||(sn.shown={}),sn.shown[I]||(sn.shown[I]=1,w&&(I="warning: "+I),ne(I))}function ad(){w||y||sn("Blocking on the main thread is very dangerous, see https://emscripten.org/docs/porting/pthreads.html#blocking-on-the-main-browser-thread")}function id(){return Date.now()}function Ei(){return 4294901760}function ud(){return Ei()}var ys;w?ys=()=>{var I=process.hrtime();return I[0]*1e3+I[1]/1e6}:ys=()=>performance.timeOrigin+performance.now();function ld(I,k,B){n().copyWithin(I>>>0,k>>>0,k+B>>>0)}function cd(){return w?Ar("os").cpus().length:navigator.hardwareConcurrency}function pd(I){var k=hf(),B=I();return Ui(k),B}function Er(I,k){var B=arguments.length-2,Z=arguments;return pd(()=>{for(var ie=B,ae=Wi(ie*8),H=ae>>3,j=0;j<B;j++){var Fe=Z[2+j];l()[H+j>>>0]=Fe}return Yg(I,ie,ae,k)})}var Cs=[];function dd(I,k,B){Cs.length=k;for(var Z=B>>3,ie=0;ie<k;ie++)Cs[ie]=l()[Z+ie>>>0];var ae=I<0,H=ae?wi[-I-1]:wd[I];return H.apply(null,Cs)}function md(I){try{return ye.grow(I-Xe.byteLength+65535>>>16),je(ye.buffer),1}catch{}}function fd(I){var k=n().length;if(I=I>>>0,I<=k)return!1;var B=Ei();if(I>B)return!1;let Z=(Fe,Et)=>Fe+(Et-Fe%Et)%Et;for(var ie=1;ie<=4;ie*=2){var ae=k*(1+.2/ie);ae=Math.min(ae,I+100663296);var H=Math.min(B,Z(Math.max(I,ae),65536)),j=md(H);if(j)return!0}return!1}function hd(){throw"unwind"}function Ri(I){return v?Er(4,1,I):52}function Ai(I,k,B,Z,ie){return v?Er(5,1,I,k,B,Z,ie):70}var gd=[null,[],[]];function xd(I,k){var B=gd[I];k===0||k===10?((I===1?ge:ne)(Dp(B,0)),B.length=0):B.push(k)}function Ni(I,k,B,Z){if(v)return Er(6,1,I,k,B,Z);for(var ie=0,ae=0;ae<B;ae++){var H=i()[k>>>2],j=i()[k+4>>>2];k+=8;for(var Fe=0;Fe<j;Fe++)xd(I,n()[H+Fe>>>0]);ie+=j}return i()[Z>>>2]=ie,0}function $i(I){var k=a["_"+I];return k}function bd(I,k){t().set(I,k>>>0)}function yd(I,k,B,Z,ie){var ae={string:gt=>{var no=0;if(gt!=null&&gt!==0){var rx=(gt.length<<2)+1;no=Wi(rx),ii(gt,no,rx)}return no},array:gt=>{var no=Wi(gt.length);return bd(gt,no),no}};function H(gt){return k==="string"?si(gt):k==="boolean"?!!gt:gt}var j=$i(I),Fe=[],Et=0;if(Z)for(var cr=0;cr<Z.length;cr++){var tx=ae[B[cr]];tx?(Et===0&&(Et=hf()),Fe[cr]=tx(Z[cr])):Fe[cr]=Z[cr]}var gf=j.apply(null,Fe);function CE(gt){return Et!==0&&Ui(Et),H(gt)}return gf=CE(gf),gf}function Cd(I,k,B,Z){B=B||[];var ie=B.every(H=>H==="number"||H==="boolean"),ae=k!=="string";return ae&&ie&&!Z?$i(I):function(){return yd(I,k,B,arguments,Z)}}se.init();var wd=[null,Ii,_i,ki,Ri,Ai,Ni],Fi={__emscripten_init_main_thread_js:Zp,__emscripten_thread_cleanup:Jp,__pthread_create_js:Ti,_emscripten_default_pthread_stack_size:ed,_emscripten_get_now_is_monotonic:rd,_emscripten_notify_task_queue:nd,_emscripten_set_offscreencanvas_size:od,abort:sd,emscripten_check_blocking_allowed:ad,emscripten_date_now:id,emscripten_get_heap_max:ud,emscripten_get_now:ys,emscripten_memcpy_big:ld,emscripten_num_logical_cores:cd,emscripten_receive_on_main_thread_js:dd,emscripten_resize_heap:fd,emscripten_unwind_to_js_event_loop:hd,exit:Si,fd_close:Ri,fd_seek:Ai,fd_write:Ni,memory:ye||a.wasmMemory},Xg=Vp(),vd=a.___wasm_call_ctors=function(){return(vd=a.___wasm_call_ctors=a.asm.__wasm_call_ctors).apply(null,arguments)},Id=a._init=function(){return(Id=a._init=a.asm.init).apply(null,arguments)},Sd=a._init_with_threads_count=function(){return(Sd=a._init_with_threads_count=a.asm.init_with_threads_count).apply(null,arguments)},_d=a._get_threads_count=function(){return(_d=a._get_threads_count=a.asm.get_threads_count).apply(null,arguments)},kd=a._register_tensor=function(){return(kd=a._register_tensor=a.asm.register_tensor).apply(null,arguments)},Td=a._dispose_data=function(){return(Td=a._dispose_data=a.asm.dispose_data).apply(null,arguments)},Ed=a._dispose=function(){return(Ed=a._dispose=a.asm.dispose).apply(null,arguments)},Rd=a._Abs=function(){return(Rd=a._Abs=a.asm.Abs).apply(null,arguments)},Ad=a._Acos=function(){return(Ad=a._Acos=a.asm.Acos).apply(null,arguments)},Nd=a._Acosh=function(){return(Nd=a._Acosh=a.asm.Acosh).apply(null,arguments)},$d=a._Add=function(){return($d=a._Add=a.asm.Add).apply(null,arguments)},Fd=a._AddN=function(){return(Fd=a._AddN=a.asm.AddN).apply(null,arguments)},Dd=a._All=function(){return(Dd=a._All=a.asm.All).apply(null,arguments)},Pd=a._Any=function(){return(Pd=a._Any=a.asm.Any).apply(null,arguments)},Md=a._ArgMax=function(){return(Md=a._ArgMax=a.asm.ArgMax).apply(null,arguments)},Od=a._ArgMin=function(){return(Od=a._ArgMin=a.asm.ArgMin).apply(null,arguments)},Bd=a._Asin=function(){return(Bd=a._Asin=a.asm.Asin).apply(null,arguments)},Ld=a._Asinh=function(){return(Ld=a._Asinh=a.asm.Asinh).apply(null,arguments)},Ud=a._Atan=function(){return(Ud=a._Atan=a.asm.Atan).apply(null,arguments)},Wd=a._Atan2=function(){return(Wd=a._Atan2=a.asm.Atan2).apply(null,arguments)},Vd=a._Atanh=function(){return(Vd=a._Atanh=a.asm.Atanh).apply(null,arguments)},Gd=a._AvgPool=function(){return(Gd=a._AvgPool=a.asm.AvgPool).apply(null,arguments)},zd=a._AvgPool3D=function(){return(zd=a._AvgPool3D=a.asm.AvgPool3D).apply(null,arguments)},Hd=a._AvgPool3DGrad=function(){return(Hd=a._AvgPool3DGrad=a.asm.AvgPool3DGrad).apply(null,arguments)},qd=a._AvgPoolGrad=function(){return(qd=a._AvgPoolGrad=a.asm.AvgPoolGrad).apply(null,arguments)},Kd=a._BatchMatMul=function(){return(Kd=a._BatchMatMul=a.asm.BatchMatMul).apply(null,arguments)},Xd=a._Bincount=function(){return(Xd=a._Bincount=a.asm.Bincount).apply(null,arguments)},jd=a._BitwiseAnd=function(){return(jd=a._BitwiseAnd=a.asm.BitwiseAnd).apply(null,arguments)},Yd=a._Ceil=function(){return(Yd=a._Ceil=a.asm.Ceil).apply(null,arguments)},Qd=a._ClipByValue=function(){return(Qd=a._ClipByValue=a.asm.ClipByValue).apply(null,arguments)},Zd=a._Conv2D=function(){return(Zd=a._Conv2D=a.asm.Conv2D).apply(null,arguments)},Jd=a._Conv2DBackpropInput=function(){return(Jd=a._Conv2DBackpropInput=a.asm.Conv2DBackpropInput).apply(null,arguments)},em=a._Conv3D=function(){return(em=a._Conv3D=a.asm.Conv3D).apply(null,arguments)},tm=a._Conv3DBackpropFilterV2=function(){return(tm=a._Conv3DBackpropFilterV2=a.asm.Conv3DBackpropFilterV2).apply(null,arguments)},rm=a._Conv3DBackpropInputV2=function(){return(rm=a._Conv3DBackpropInputV2=a.asm.Conv3DBackpropInputV2).apply(null,arguments)},nm=a._Cos=function(){return(nm=a._Cos=a.asm.Cos).apply(null,arguments)},om=a._Cosh=function(){return(om=a._Cosh=a.asm.Cosh).apply(null,arguments)},sm=a._CropAndResize=function(){return(sm=a._CropAndResize=a.asm.CropAndResize).apply(null,arguments)},am=a._Cumprod=function(){return(am=a._Cumprod=a.asm.Cumprod).apply(null,arguments)},im=a._Cumsum=function(){return(im=a._Cumsum=a.asm.Cumsum).apply(null,arguments)},um=a._DenseBincount=function(){return(um=a._DenseBincount=a.asm.DenseBincount).apply(null,arguments)},lm=a._DepthToSpace=function(){return(lm=a._DepthToSpace=a.asm.DepthToSpace).apply(null,arguments)},cm=a._DepthwiseConv2dNative=function(){return(cm=a._DepthwiseConv2dNative=a.asm.DepthwiseConv2dNative).apply(null,arguments)},pm=a._Diag=function(){return(pm=a._Diag=a.asm.Diag).apply(null,arguments)},dm=a._Dilation2D=function(){return(dm=a._Dilation2D=a.asm.Dilation2D).apply(null,arguments)},mm=a._Dilation2DBackpropFilter=function(){return(mm=a._Dilation2DBackpropFilter=a.asm.Dilation2DBackpropFilter).apply(null,arguments)},fm=a._Dilation2DBackpropInput=function(){return(fm=a._Dilation2DBackpropInput=a.asm.Dilation2DBackpropInput).apply(null,arguments)},hm=a._Elu=function(){return(hm=a._Elu=a.asm.Elu).apply(null,arguments)},gm=a._EluGrad=function(){return(gm=a._EluGrad=a.asm.EluGrad).apply(null,arguments)},xm=a._Equal=function(){return(xm=a._Equal=a.asm.Equal).apply(null,arguments)},bm=a._Erf=function(){return(bm=a._Erf=a.asm.Erf).apply(null,arguments)},ym=a._Exp=function(){return(ym=a._Exp=a.asm.Exp).apply(null,arguments)},Cm=a._Expm1=function(){return(Cm=a._Expm1=a.asm.Expm1).apply(null,arguments)},wm=a._FlipLeftRight=function(){return(wm=a._FlipLeftRight=a.asm.FlipLeftRight).apply(null,arguments)},vm=a._Floor=function(){return(vm=a._Floor=a.asm.Floor).apply(null,arguments)},Im=a._FloorDiv=function(){return(Im=a._FloorDiv=a.asm.FloorDiv).apply(null,arguments)},Sm=a._FusedBatchNorm=function(){return(Sm=a._FusedBatchNorm=a.asm.FusedBatchNorm).apply(null,arguments)},_m=a._FusedConv2D=function(){return(_m=a._FusedConv2D=a.asm.FusedConv2D).apply(null,arguments)},km=a._FusedDepthwiseConv2D=function(){return(km=a._FusedDepthwiseConv2D=a.asm.FusedDepthwiseConv2D).apply(null,arguments)},Tm=a._Gather=function(){return(Tm=a._Gather=a.asm.Gather).apply(null,arguments)},Em=a._GatherNd=function(){return(Em=a._GatherNd=a.asm.GatherNd).apply(null,arguments)},Rm=a._Greater=function(){return(Rm=a._Greater=a.asm.Greater).apply(null,arguments)},Am=a._GreaterEqual=function(){return(Am=a._GreaterEqual=a.asm.GreaterEqual).apply(null,arguments)},Nm=a._IsFinite=function(){return(Nm=a._IsFinite=a.asm.IsFinite).apply(null,arguments)},$m=a._IsInf=function(){return($m=a._IsInf=a.asm.IsInf).apply(null,arguments)},Fm=a._IsNan=function(){return(Fm=a._IsNan=a.asm.IsNan).apply(null,arguments)},Dm=a._LRN=function(){return(Dm=a._LRN=a.asm.LRN).apply(null,arguments)},Pm=a._LRNGrad=function(){return(Pm=a._LRNGrad=a.asm.LRNGrad).apply(null,arguments)},Mm=a._LeakyRelu=function(){return(Mm=a._LeakyRelu=a.asm.LeakyRelu).apply(null,arguments)},Om=a._Less=function(){return(Om=a._Less=a.asm.Less).apply(null,arguments)},Bm=a._LessEqual=function(){return(Bm=a._LessEqual=a.asm.LessEqual).apply(null,arguments)},Lm=a._LinSpace=function(){return(Lm=a._LinSpace=a.asm.LinSpace).apply(null,arguments)},Um=a._Log=function(){return(Um=a._Log=a.asm.Log).apply(null,arguments)},Wm=a._Log1p=function(){return(Wm=a._Log1p=a.asm.Log1p).apply(null,arguments)},Vm=a._LogicalAnd=function(){return(Vm=a._LogicalAnd=a.asm.LogicalAnd).apply(null,arguments)},Gm=a._LogicalNot=function(){return(Gm=a._LogicalNot=a.asm.LogicalNot).apply(null,arguments)},zm=a._LogicalOr=function(){return(zm=a._LogicalOr=a.asm.LogicalOr).apply(null,arguments)},Hm=a._LogicalXor=function(){return(Hm=a._LogicalXor=a.asm.LogicalXor).apply(null,arguments)},qm=a._Max=function(){return(qm=a._Max=a.asm.Max).apply(null,arguments)},Km=a._MaxPool=function(){return(Km=a._MaxPool=a.asm.MaxPool).apply(null,arguments)},Xm=a._MaxPool3D=function(){return(Xm=a._MaxPool3D=a.asm.MaxPool3D).apply(null,arguments)},jm=a._MaxPool3DGrad=function(){return(jm=a._MaxPool3DGrad=a.asm.MaxPool3DGrad).apply(null,arguments)},Ym=a._MaxPoolGrad=function(){return(Ym=a._MaxPoolGrad=a.asm.MaxPoolGrad).apply(null,arguments)},Qm=a._MaxPoolWithArgmax=function(){return(Qm=a._MaxPoolWithArgmax=a.asm.MaxPoolWithArgmax).apply(null,arguments)},Zm=a._Maximum=function(){return(Zm=a._Maximum=a.asm.Maximum).apply(null,arguments)},Jm=a._Mean=function(){return(Jm=a._Mean=a.asm.Mean).apply(null,arguments)},ef=a._Min=function(){return(ef=a._Min=a.asm.Min).apply(null,arguments)},tf=a._Minimum=function(){return(tf=a._Minimum=a.asm.Minimum).apply(null,arguments)},rf=a._MirrorPad=function(){return(rf=a._MirrorPad=a.asm.MirrorPad).apply(null,arguments)},nf=a._Mod=function(){return(nf=a._Mod=a.asm.Mod).apply(null,arguments)},of=a._Multinomial=function(){return(of=a._Multinomial=a.asm.Multinomial).apply(null,arguments)},sf=a._Multiply=function(){return(sf=a._Multiply=a.asm.Multiply).apply(null,arguments)},af=a._Neg=function(){return(af=a._Neg=a.asm.Neg).apply(null,arguments)},uf=a._NonMaxSuppressionV3=function(){return(uf=a._NonMaxSuppressionV3=a.asm.NonMaxSuppressionV3).apply(null,arguments)},lf=a._NonMaxSuppressionV4=function(){return(lf=a._NonMaxSuppressionV4=a.asm.NonMaxSuppressionV4).apply(null,arguments)},Di=a._NonMaxSuppressionV5=function(){return(Di=a._NonMaxSuppressionV5=a.asm.NonMaxSuppressionV5).apply(null,arguments)},Pi=a._NotEqual=function(){return(Pi=a._NotEqual=a.asm.NotEqual).apply(null,arguments)},ws=a._OneHot=function(){return(ws=a._OneHot=a.asm.OneHot).apply(null,arguments)},cf=a._PadV2=function(){return(cf=a._PadV2=a.asm.PadV2).apply(null,arguments)},pf=a._Pow=function(){return(pf=a._Pow=a.asm.Pow).apply(null,arguments)},eo=a._Prelu=function(){return(eo=a._Prelu=a.asm.Prelu).apply(null,arguments)},Mi=a._Prod=function(){return(Mi=a._Prod=a.asm.Prod).apply(null,arguments)},to=a._RealDiv=function(){return(to=a._RealDiv=a.asm.RealDiv).apply(null,arguments)},ro=a._Reciprocal=function(){return(ro=a._Reciprocal=a.asm.Reciprocal).apply(null,arguments)},df=a._Relu=function(){return(df=a._Relu=a.asm.Relu).apply(null,arguments)},E=a._Relu6=function(){return(E=a._Relu6=a.asm.Relu6).apply(null,arguments)},M=a._ResizeBilinear=function(){return(M=a._ResizeBilinear=a.asm.ResizeBilinear).apply(null,arguments)},Y=a._ResizeBilinearGrad=function(){return(Y=a._ResizeBilinearGrad=a.asm.ResizeBilinearGrad).apply(null,arguments)},me=a._ResizeNearestNeighbor=function(){return(me=a._ResizeNearestNeighbor=a.asm.ResizeNearestNeighbor).apply(null,arguments)},Ee=a._ResizeNearestNeighborGrad=function(){return(Ee=a._ResizeNearestNeighborGrad=a.asm.ResizeNearestNeighborGrad).apply(null,arguments)},Re=a._Reverse=function(){return(Re=a._Reverse=a.asm.Reverse).apply(null,arguments)},pe=a._RotateWithOffset=function(){return(pe=a._RotateWithOffset=a.asm.RotateWithOffset).apply(null,arguments)},ce=a._Round=function(){return(ce=a._Round=a.asm.Round).apply(null,arguments)},We=a._Rsqrt=function(){return(We=a._Rsqrt=a.asm.Rsqrt).apply(null,arguments)},Tt=a._ScatterNd=function(){return(Tt=a._ScatterNd=a.asm.ScatterNd).apply(null,arguments)},lr=a._SearchSorted=function(){return(lr=a._SearchSorted=a.asm.SearchSorted).apply(null,arguments)},Oi=a._SelectV2=function(){return(Oi=a._SelectV2=a.asm.SelectV2).apply(null,arguments)},vs=a._Selu=function(){return(vs=a._Selu=a.asm.Selu).apply(null,arguments)},mf=a._Sigmoid=function(){return(mf=a._Sigmoid=a.asm.Sigmoid).apply(null,arguments)},nt=a._Sign=function(){return(nt=a._Sign=a.asm.Sign).apply(null,arguments)},Rr=a._Sin=function(){return(Rr=a._Sin=a.asm.Sin).apply(null,arguments)},Bi=a._Sinh=function(){return(Bi=a._Sinh=a.asm.Sinh).apply(null,arguments)},VT=a._Softmax=function(){return(VT=a._Softmax=a.asm.Softmax).apply(null,arguments)},GT=a._Softplus=function(){return(GT=a._Softplus=a.asm.Softplus).apply(null,arguments)},zT=a._SparseFillEmptyRows=function(){return(zT=a._SparseFillEmptyRows=a.asm.SparseFillEmptyRows).apply(null,arguments)},HT=a._SparseReshape=function(){return(HT=a._SparseReshape=a.asm.SparseReshape).apply(null,arguments)},qT=a._SparseSegmentReduction=function(){return(qT=a._SparseSegmentReduction=a.asm.SparseSegmentReduction).apply(null,arguments)},KT=a._SparseToDense=function(){return(KT=a._SparseToDense=a.asm.SparseToDense).apply(null,arguments)},XT=a._Sqrt=function(){return(XT=a._Sqrt=a.asm.Sqrt).apply(null,arguments)},jT=a._Square=function(){return(jT=a._Square=a.asm.Square).apply(null,arguments)},YT=a._SquaredDifference=function(){return(YT=a._SquaredDifference=a.asm.SquaredDifference).apply(null,arguments)},QT=a._Step=function(){return(QT=a._Step=a.asm.Step).apply(null,arguments)},ZT=a._StridedSlice=function(){return(ZT=a._StridedSlice=a.asm.StridedSlice).apply(null,arguments)},JT=a._Sub=function(){return(JT=a._Sub=a.asm.Sub).apply(null,arguments)},eE=a._Sum=function(){return(eE=a._Sum=a.asm.Sum).apply(null,arguments)},tE=a._Tan=function(){return(tE=a._Tan=a.asm.Tan).apply(null,arguments)},rE=a._Tanh=function(){return(rE=a._Tanh=a.asm.Tanh).apply(null,arguments)},nE=a._TensorScatterUpdate=function(){return(nE=a._TensorScatterUpdate=a.asm.TensorScatterUpdate).apply(null,arguments)},oE=a._Tile=function(){return(oE=a._Tile=a.asm.Tile).apply(null,arguments)},sE=a._TopK=function(){return(sE=a._TopK=a.asm.TopK).apply(null,arguments)},aE=a._Transform=function(){return(aE=a._Transform=a.asm.Transform).apply(null,arguments)},iE=a._Transpose=function(){return(iE=a._Transpose=a.asm.Transpose).apply(null,arguments)},uE=a.__FusedMatMul=function(){return(uE=a.__FusedMatMul=a.asm._FusedMatMul).apply(null,arguments)},lE=a._malloc=function(){return(lE=a._malloc=a.asm.malloc).apply(null,arguments)},cE=a._free=function(){return(cE=a._free=a.asm.free).apply(null,arguments)},pE=a.__emscripten_tls_init=function(){return(pE=a.__emscripten_tls_init=a.asm._emscripten_tls_init).apply(null,arguments)},Li=a._pthread_self=function(){return(Li=a._pthread_self=a.asm.pthread_self).apply(null,arguments)},dE=a.___errno_location=function(){return(dE=a.___errno_location=a.asm.__errno_location).apply(null,arguments)},jg=a.__emscripten_thread_init=function(){return(jg=a.__emscripten_thread_init=a.asm._emscripten_thread_init).apply(null,arguments)},mE=a.__emscripten_thread_crashed=function(){return(mE=a.__emscripten_thread_crashed=a.asm._emscripten_thread_crashed).apply(null,arguments)},fE=a._emscripten_main_thread_process_queued_calls=function(){return(fE=a._emscripten_main_thread_process_queued_calls=a.asm.emscripten_main_thread_process_queued_calls).apply(null,arguments)},hE=a._emscripten_main_browser_thread_id=function(){return(hE=a._emscripten_main_browser_thread_id=a.asm.emscripten_main_browser_thread_id).apply(null,arguments)},Yg=a._emscripten_run_in_main_runtime_thread_js=function(){return(Yg=a._emscripten_run_in_main_runtime_thread_js=a.asm.emscripten_run_in_main_runtime_thread_js).apply(null,arguments)},gE=a._emscripten_dispatch_to_thread_=function(){return(gE=a._emscripten_dispatch_to_thread_=a.asm.emscripten_dispatch_to_thread_).apply(null,arguments)},Qg=a.__emscripten_proxy_execute_task_queue=function(){return(Qg=a.__emscripten_proxy_execute_task_queue=a.asm._emscripten_proxy_execute_task_queue).apply(null,arguments)},ff=a.__emscripten_thread_free_data=function(){return(ff=a.__emscripten_thread_free_data=a.asm._emscripten_thread_free_data).apply(null,arguments)},Zg=a.__emscripten_thread_exit=function(){return(Zg=a.__emscripten_thread_exit=a.asm._emscripten_thread_exit).apply(null,arguments)},Jg=a._emscripten_stack_set_limits=function(){return(Jg=a._emscripten_stack_set_limits=a.asm.emscripten_stack_set_limits).apply(null,arguments)},hf=a.stackSave=function(){return(hf=a.stackSave=a.asm.stackSave).apply(null,arguments)},Ui=a.stackRestore=function(){return(Ui=a.stackRestore=a.asm.stackRestore).apply(null,arguments)},Wi=a.stackAlloc=function(){return(Wi=a.stackAlloc=a.asm.stackAlloc).apply(null,arguments)},xE=a.dynCall_iijjiiii=function(){return(xE=a.dynCall_iijjiiii=a.asm.dynCall_iijjiiii).apply(null,arguments)},bE=a.dynCall_jiji=function(){return(bE=a.dynCall_jiji=a.asm.dynCall_jiji).apply(null,arguments)};a.keepRuntimeAlive=rn,a.wasmMemory=ye,a.cwrap=Cd,a.ExitStatus=on,a.PThread=se;var Vi;ur=function I(){Vi||ex(),Vi||(ur=I)};function ex(I){if(I=I||f,Tr>0)return;if(v){c(a),Ye(),startWorker(a);return}if(Yn(),Tr>0)return;function k(){Vi||(Vi=!0,a.calledRun=!0,!kt&&(Ye(),c(a),a.onRuntimeInitialized&&a.onRuntimeInitialized(),xi()))}a.setStatus?(a.setStatus("Running..."),setTimeout(function(){setTimeout(function(){a.setStatus("")},1),k()},1)):k()}if(a.preInit)for(typeof a.preInit=="function"&&(a.preInit=[a.preInit]);a.preInit.length>0;)a.preInit.pop()();ex();var Gi;d&&(Gi={uncaughtException:process.listeners("uncaughtException").filter(function(I){return!d.uncaughtException.indexOf(I)>-1}),unhandledRejection:process.listeners("unhandledRejection").filter(function(I){return!d.unhandledRejection.indexOf(I)>-1})});var zi;if(typeof WasmBackendModule<"u")zi=WasmBackendModule;else if(typeof e<"u")zi=e;else throw new Error("Could not find wasm module in post.js");if(Gi){var yE=zi._dispose;zi._dispose=function(){yE(),Gi.uncaughtException.forEach(function(I){process.removeListener("uncaughtException",I)}),Gi.unhandledRejection.forEach(function(I){process.removeListener("unhandledRejection",I)})}}return e.ready})})();typeof Hl=="object"&&typeof tg=="object"?tg.exports=eg:typeof define=="function"&&define.amd?define([],function(){return eg}):typeof Hl=="object"&&(Hl.WasmBackendModuleThreadedSimd=eg)});var rS=Is((Sie,tS)=>{tS.exports.wasmWorkerContents=`"use strict";var Module={};var ENVIRONMENT_IS_NODE=typeof process=="object"&&typeof process.versions=="object"&&typeof process.versions.node=="string";if(ENVIRONMENT_IS_NODE){var nodeWorkerThreads=require("worker_threads");var parentPort=nodeWorkerThreads.parentPort;parentPort.on("message",data=>onmessage({data:data}));var fs=require("fs");Object.assign(global,{self:global,require:require,Module:Module,location:{href:__filename},Worker:nodeWorkerThreads.Worker,importScripts:function(f){(0,eval)(fs.readFileSync(f,"utf8")+"//# sourceURL="+f)},postMessage:function(msg){parentPort.postMessage(msg)},performance:global.performance||{now:function(){return Date.now()}}})}var initializedJS=false;var pendingNotifiedProxyingQueues=[];function threadPrintErr(){var text=Array.prototype.slice.call(arguments).join(" ");if(ENVIRONMENT_IS_NODE){fs.writeSync(2,text+"
");return}console.error(text)}function threadAlert(){var text=Array.prototype.slice.call(arguments).join(" ");postMessage({cmd:"alert",text:text,threadId:Module["_pthread_self"]()})}var err=threadPrintErr;self.alert=threadAlert;Module["instantiateWasm"]=(info,receiveInstance)=>{var instance=new WebAssembly.Instance(Module["wasmModule"],info);receiveInstance(instance);Module["wasmModule"]=null;return instance.exports};self.onunhandledrejection=e=>{throw e.reason??e};self.startWorker=instance=>{Module=instance;postMessage({"cmd":"loaded"})};self.onmessage=e=>{try{if(e.data.cmd==="load"){Module["wasmModule"]=e.data.wasmModule;for(const handler of e.data.handlers){Module[handler]=function(){postMessage({cmd:"callHandler",handler:handler,args:[...arguments]})}}Module["wasmMemory"]=e.data.wasmMemory;Module["buffer"]=Module["wasmMemory"].buffer;Module["ENVIRONMENT_IS_PTHREAD"]=true;if(typeof e.data.urlOrBlob=="string"){importScripts(e.data.urlOrBlob)}else{var objectUrl=URL.createObjectURL(e.data.urlOrBlob);importScripts(objectUrl);URL.revokeObjectURL(objectUrl)}WasmBackendModuleThreadedSimd(Module)}else if(e.data.cmd==="run"){Module["__emscripten_thread_init"](e.data.pthread_ptr,0,0,1);Module["establishStackSpace"]();Module["PThread"].receiveObjectTransfer(e.data);Module["PThread"].threadInitTLS();if(!initializedJS){pendingNotifiedProxyingQueues.forEach(queue=>{Module["executeNotifiedProxyingQueue"](queue)});pendingNotifiedProxyingQueues=[];initializedJS=true}try{Module["invokeEntryPoint"](e.data.start_routine,e.data.arg)}catch(ex){if(ex!="unwind"){if(ex instanceof Module["ExitStatus"]){if(Module["keepRuntimeAlive"]()){}else{Module["__emscripten_thread_exit"](ex.status)}}else{throw ex}}}}else if(e.data.cmd==="cancel"){if(Module["_pthread_self"]()){Module["__emscripten_thread_exit"](-1)}}else if(e.data.target==="setimmediate"){}else if(e.data.cmd==="processProxyingQueue"){if(initializedJS){Module["executeNotifiedProxyingQueue"](e.data.queue)}else{pendingNotifiedProxyingQueues.push(e.data.queue)}}else if(e.data.cmd){err("worker.js received unknown command "+e.data.cmd);err(e.data)}}catch(ex){if(Module["__emscripten_thread_crashed"]){Module["__emscripten_thread_crashed"]()}throw ex}};`});var nS=Is((ql,ng)=>{var rg=(()=>{var r=typeof document<"u"&&document.currentScript?document.currentScript.src:void 0;return typeof __filename<"u"&&(r=r||__filename),(function(e){e=e||{};var t=typeof e<"u"?e:{},n,o;t.ready=new Promise(function(E,M){n=E,o=M});var s;typeof process<"u"&&process.listeners&&(s={uncaughtException:process.listeners("uncaughtException"),unhandledRejection:process.listeners("unhandledRejection")});var i=Object.assign({},t),u=[],l="./this.program",a=(E,M)=>{throw M},c=typeof window=="object",p=typeof importScripts=="function",d=typeof process=="object"&&typeof process.versions=="object"&&typeof process.versions.node=="string",m="";function f(E){return t.locateFile?t.locateFile(E,m):m+E}var h,g,x,y;function w(E){if(E instanceof Qn)return;R("exiting due to exception: "+E)}if(d){var v=Ar("fs"),_=Ar("path");p?m=_.dirname(m)+"/":m=__dirname+"/",h=(E,M)=>(E=Yn(E)?new URL(E):_.normalize(E),v.readFileSync(E,M?void 0:"utf8")),x=E=>{var M=h(E,!0);return M.buffer||(M=new Uint8Array(M)),M},g=(E,M,Y)=>{E=Yn(E)?new URL(E):_.normalize(E),v.readFile(E,function(me,Ee){me?Y(me):M(Ee.buffer)})},process.argv.length>1&&(l=process.argv[1].replace(/\\/g,"/")),u=process.argv.slice(2),process.on("uncaughtException",function(E){if(!(E instanceof Qn))throw E}),process.on("unhandledRejection",function(E){throw E}),a=(E,M)=>{if(li())throw process.exitCode=E,M;w(M),process.exit(E)},t.inspect=function(){return"[Emscripten Module object]"}}else(c||p)&&(p?m=self.location.href:typeof document<"u"&&document.currentScript&&(m=document.currentScript.src),r&&(m=r),m.indexOf("blob:")!==0?m=m.substr(0,m.replace(/[?#].*/,"").lastIndexOf("/")+1):m="",h=E=>{var M=new XMLHttpRequest;return M.open("GET",E,!1),M.send(null),M.responseText},p&&(x=E=>{var M=new XMLHttpRequest;return M.open("GET",E,!1),M.responseType="arraybuffer",M.send(null),new Uint8Array(M.response)}),g=(E,M,Y)=>{var me=new XMLHttpRequest;me.open("GET",E,!0),me.responseType="arraybuffer",me.onload=()=>{if(me.status==200||me.status==0&&me.response){M(me.response);return}Y()},me.onerror=Y,me.send(null)},y=E=>document.title=E);var T=t.print||console.log.bind(console),R=t.printErr||console.warn.bind(console);Object.assign(t,i),i=null,t.arguments&&(u=t.arguments),t.thisProgram&&(l=t.thisProgram),t.quit&&(a=t.quit);var A=4,F;t.wasmBinary&&(F=t.wasmBinary);var D=t.noExitRuntime||!0;typeof WebAssembly!="object"&&kr("no native wasm support detected");var O,W=!1,Q;function oe(E,M){E||kr(M)}var ue=typeof TextDecoder<"u"?new TextDecoder("utf8"):void 0;function ge(E,M,Y){M>>>=0;for(var me=M+Y,Ee=M;E[Ee]&&!(Ee>=me);)++Ee;if(Ee-M>16&&E.buffer&&ue)return ue.decode(E.subarray(M,Ee));for(var Re="";M<Ee;){var pe=E[M++];if(!(pe&128)){Re+=String.fromCharCode(pe);continue}var ce=E[M++]&63;if((pe&224)==192){Re+=String.fromCharCode((pe&31)<<6|ce);continue}var We=E[M++]&63;if((pe&240)==224?pe=(pe&15)<<12|ce<<6|We:pe=(pe&7)<<18|ce<<12|We<<6|E[M++]&63,pe<65536)Re+=String.fromCharCode(pe);else{var Tt=pe-65536;Re+=String.fromCharCode(55296|Tt>>10,56320|Tt&1023)}}return Re}function ne(E,M){return E>>>=0,E?ge(De,E,M):""}function xe(E,M,Y,me){if(Y>>>=0,!(me>0))return 0;for(var Ee=Y,Re=Y+me-1,pe=0;pe<E.length;++pe){var ce=E.charCodeAt(pe);if(ce>=55296&&ce<=57343){var We=E.charCodeAt(++pe);ce=65536+((ce&1023)<<10)|We&1023}if(ce<=127){if(Y>=Re)break;M[Y++>>>0]=ce}else if(ce<=2047){if(Y+1>=Re)break;M[Y++>>>0]=192|ce>>6,M[Y++>>>0]=128|ce&63}else if(ce<=65535){if(Y+2>=Re)break;M[Y++>>>0]=224|ce>>12,M[Y++>>>0]=128|ce>>6&63,M[Y++>>>0]=128|ce&63}else{if(Y+3>=Re)break;M[Y++>>>0]=240|ce>>18,M[Y++>>>0]=128|ce>>12&63,M[Y++>>>0]=128|ce>>6&63,M[Y++>>>0]=128|ce&63}}return M[Y>>>0]=0,Y-Ee}function $e(E,M,Y){return xe(E,De,M,Y)}var Ve,rt,De,Be,ye,$t,kt,ir,fs;function hs(E){Ve=E,t.HEAP8=rt=new Int8Array(E),t.HEAP16=Be=new Int16Array(E),t.HEAP32=$t=new Int32Array(E),t.HEAPU8=De=new Uint8Array(E),t.HEAPU16=ye=new Uint16Array(E),t.HEAPU32=kt=new Uint32Array(E),t.HEAPF32=ir=new Float32Array(E),t.HEAPF64=fs=new Float64Array(E)}var Dp=t.INITIAL_MEMORY||16777216,si,ai=[],ii=[],Xe=[],ui=!1;function li(){return D}function ci(){if(t.preRun)for(typeof t.preRun=="function"&&(t.preRun=[t.preRun]);t.preRun.length;)di(t.preRun.shift());ur(ai)}function Pp(){ui=!0,ur(ii)}function pi(){if(t.postRun)for(typeof t.postRun=="function"&&(t.postRun=[t.postRun]);t.postRun.length;)fi(t.postRun.shift());ur(Xe)}function di(E){ai.unshift(E)}function mi(E){ii.unshift(E)}function fi(E){Xe.unshift(E)}var je=0,jn=null,_r=null;function hi(E){je++,t.monitorRunDependencies&&t.monitorRunDependencies(je)}function gi(E){if(je--,t.monitorRunDependencies&&t.monitorRunDependencies(je),je==0&&(jn!==null&&(clearInterval(jn),jn=null),_r)){var M=_r;_r=null,M()}}function kr(E){t.onAbort&&t.onAbort(E),E="Aborted("+E+")",R(E),W=!0,Q=1,E+=". Build with -sASSERTIONS for more info.";var M=new WebAssembly.RuntimeError(E);throw o(M),M}var Mp="data:application/octet-stream;base64,";function rn(E){return E.startsWith(Mp)}function Yn(E){return E.startsWith("file://")}var Ye;Ye="tfjs-backend-wasm.wasm",rn(Ye)||(Ye=f(Ye));function xi(E){try{if(E==Ye&&F)return new Uint8Array(F);if(x)return x(E);throw"both async and sync fetching of the wasm failed"}catch(M){kr(M)}}function Op(){if(!F&&(c||p)){if(typeof fetch=="function"&&!Yn(Ye))return fetch(Ye,{credentials:"same-origin"}).then(function(E){if(!E.ok)throw"failed to load wasm binary file at '"+Ye+"'";return E.arrayBuffer()}).catch(function(){return xi(Ye)});if(g)return new Promise(function(E,M){g(Ye,function(Y){E(new Uint8Array(Y))},M)})}return Promise.resolve().then(function(){return xi(Ye)})}function Bp(){var E={env:gs,wasi_snapshot_preview1:gs};function M(pe,ce){var We=pe.exports;t.asm=We,O=t.asm.memory,hs(O.buffer),si=t.asm.__indirect_function_table,mi(t.asm.__wasm_call_ctors),gi("wasm-instantiate")}hi("wasm-instantiate");function Y(pe){M(pe.instance)}function me(pe){return Op().then(function(ce){return WebAssembly.instantiate(ce,E)}).then(function(ce){return ce}).then(pe,function(ce){R("failed to asynchronously prepare wasm: "+ce),kr(ce)})}function Ee(){return!F&&typeof WebAssembly.instantiateStreaming=="function"&&!rn(Ye)&&!Yn(Ye)&&!d&&typeof fetch=="function"?fetch(Ye,{credentials:"same-origin"}).then(function(pe){var ce=WebAssembly.instantiateStreaming(pe,E);return ce.then(Y,function(We){return R("wasm streaming compile failed: "+We),R("falling back to ArrayBuffer instantiation"),me(Y)})}):me(Y)}if(t.instantiateWasm)try{var Re=t.instantiateWasm(E,M);return Re}catch(pe){R("Module.instantiateWasm callback failed with error: "+pe),o(pe)}return Ee().catch(o),{}}var Hg,Tr;function Qn(E){this.name="ExitStatus",this.message="Program terminated with exit("+E+")",this.status=E}function ur(E){for(;E.length>0;)E.shift()(t)}function Lp(){kr("")}function bi(){return 4294901760}function nn(){return bi()}function Up(E,M,Y){De.copyWithin(E>>>0,M>>>0,M+Y>>>0)}function yi(E){try{return O.grow(E-Ve.byteLength+65535>>>16),hs(O.buffer),1}catch{}}function Zn(E){var M=De.length;E=E>>>0;var Y=bi();if(E>Y)return!1;let me=(We,Tt)=>We+(Tt-We%Tt)%Tt;for(var Ee=1;Ee<=4;Ee*=2){var Re=M*(1+.2/Ee);Re=Math.min(Re,E+100663296);var pe=Math.min(Y,me(Math.max(E,Re),65536)),ce=yi(pe);if(ce)return!0}return!1}var Qe={varargs:void 0,get:function(){Qe.varargs+=4;var E=$t[Qe.varargs-4>>>2];return E},getStr:function(E){var M=ne(E);return M}};function Ci(E){return 52}function Wp(E,M,Y,me,Ee){return 70}var Vp=[null,[],[]];function qg(E,M){var Y=Vp[E];M===0||M===10?((E===1?T:R)(ge(Y,0)),Y.length=0):Y.push(M)}function Kg(E,M,Y,me){for(var Ee=0,Re=0;Re<Y;Re++){var pe=kt[M>>>2],ce=kt[M+4>>>2];M+=8;for(var We=0;We<ce;We++)qg(E,De[pe+We>>>0]);Ee+=ce}return kt[me>>>2]=Ee,0}function wi(E){var M=t["_"+E];return M}function on(E,M){rt.set(E,M>>>0)}function Gp(E,M,Y,me,Ee){var Re={string:nt=>{var Rr=0;if(nt!=null&&nt!==0){var Bi=(nt.length<<2)+1;Rr=ws(Bi),$e(nt,Rr,Bi)}return Rr},array:nt=>{var Rr=ws(nt.length);return on(nt,Rr),Rr}};function pe(nt){return M==="string"?ne(nt):M==="boolean"?!!nt:nt}var ce=wi(E),We=[],Tt=0;if(me)for(var lr=0;lr<me.length;lr++){var Oi=Re[Y[lr]];Oi?(Tt===0&&(Tt=Di()),We[lr]=Oi(me[lr])):We[lr]=me[lr]}var vs=ce.apply(null,We);function mf(nt){return Tt!==0&&Pi(Tt),pe(nt)}return vs=mf(vs),vs}function zp(E,M,Y,me){Y=Y||[];var Ee=Y.every(pe=>pe==="number"||pe==="boolean"),Re=M!=="string";return Re&&Ee&&!me?wi(E):function(){return Gp(E,M,Y,arguments,me)}}var gs={abort:Lp,emscripten_get_heap_max:nn,emscripten_memcpy_big:Up,emscripten_resize_heap:Zn,fd_close:Ci,fd_seek:Wp,fd_write:Kg},Hp=Bp(),vi=t.___wasm_call_ctors=function(){return(vi=t.___wasm_call_ctors=t.asm.__wasm_call_ctors).apply(null,arguments)},Ii=t._init=function(){return(Ii=t._init=t.asm.init).apply(null,arguments)},qp=t._init_with_threads_count=function(){return(qp=t._init_with_threads_count=t.asm.init_with_threads_count).apply(null,arguments)},Si=t._get_threads_count=function(){return(Si=t._get_threads_count=t.asm.get_threads_count).apply(null,arguments)},Kp=t._register_tensor=function(){return(Kp=t._register_tensor=t.asm.register_tensor).apply(null,arguments)},se=t._dispose_data=function(){return(se=t._dispose_data=t.asm.dispose_data).apply(null,arguments)},xs=t._dispose=function(){return(xs=t._dispose=t.asm.dispose).apply(null,arguments)},Xp=t._Abs=function(){return(Xp=t._Abs=t.asm.Abs).apply(null,arguments)},_i=t._Acos=function(){return(_i=t._Acos=t.asm.Acos).apply(null,arguments)},Jn=t._Acosh=function(){return(Jn=t._Acosh=t.asm.Acosh).apply(null,arguments)},jp=t._Add=function(){return(jp=t._Add=t.asm.Add).apply(null,arguments)},Yp=t._AddN=function(){return(Yp=t._AddN=t.asm.AddN).apply(null,arguments)},Qp=t._All=function(){return(Qp=t._All=t.asm.All).apply(null,arguments)},Zp=t._Any=function(){return(Zp=t._Any=t.asm.Any).apply(null,arguments)},Jp=t._ArgMax=function(){return(Jp=t._ArgMax=t.asm.ArgMax).apply(null,arguments)},ki=t._ArgMin=function(){return(ki=t._ArgMin=t.asm.ArgMin).apply(null,arguments)},Ti=t._Asin=function(){return(Ti=t._Asin=t.asm.Asin).apply(null,arguments)},ed=t._Asinh=function(){return(ed=t._Asinh=t.asm.Asinh).apply(null,arguments)},td=t._Atan=function(){return(td=t._Atan=t.asm.Atan).apply(null,arguments)},rd=t._Atan2=function(){return(rd=t._Atan2=t.asm.Atan2).apply(null,arguments)},bs=t._Atanh=function(){return(bs=t._Atanh=t.asm.Atanh).apply(null,arguments)},nd=t._AvgPool=function(){return(nd=t._AvgPool=t.asm.AvgPool).apply(null,arguments)},od=t._AvgPool3D=function(){return(od=t._AvgPool3D=t.asm.AvgPool3D).apply(null,arguments)},sd=t._AvgPool3DGrad=function(){return(sd=t._AvgPool3DGrad=t.asm.AvgPool3DGrad).apply(null,arguments)},sn=t._AvgPoolGrad=function(){return(sn=t._AvgPoolGrad=t.asm.AvgPoolGrad).apply(null,arguments)},ad=t._BatchMatMul=function(){return(ad=t._BatchMatMul=t.asm.BatchMatMul).apply(null,arguments)},id=t._Bincount=function(){return(id=t._Bincount=t.asm.Bincount).apply(null,arguments)},Ei=t._BitwiseAnd=function(){return(Ei=t._BitwiseAnd=t.asm.BitwiseAnd).apply(null,arguments)},ud=t._Ceil=function(){return(ud=t._Ceil=t.asm.Ceil).apply(null,arguments)},ys=t._ClipByValue=function(){return(ys=t._ClipByValue=t.asm.ClipByValue).apply(null,arguments)},ld=t._Conv2D=function(){return(ld=t._Conv2D=t.asm.Conv2D).apply(null,arguments)},cd=t._Conv2DBackpropInput=function(){return(cd=t._Conv2DBackpropInput=t.asm.Conv2DBackpropInput).apply(null,arguments)},pd=t._Conv3D=function(){return(pd=t._Conv3D=t.asm.Conv3D).apply(null,arguments)},Er=t._Conv3DBackpropFilterV2=function(){return(Er=t._Conv3DBackpropFilterV2=t.asm.Conv3DBackpropFilterV2).apply(null,arguments)},Cs=t._Conv3DBackpropInputV2=function(){return(Cs=t._Conv3DBackpropInputV2=t.asm.Conv3DBackpropInputV2).apply(null,arguments)},dd=t._Cos=function(){return(dd=t._Cos=t.asm.Cos).apply(null,arguments)},md=t._Cosh=function(){return(md=t._Cosh=t.asm.Cosh).apply(null,arguments)},fd=t._CropAndResize=function(){return(fd=t._CropAndResize=t.asm.CropAndResize).apply(null,arguments)},hd=t._Cumprod=function(){return(hd=t._Cumprod=t.asm.Cumprod).apply(null,arguments)},Ri=t._Cumsum=function(){return(Ri=t._Cumsum=t.asm.Cumsum).apply(null,arguments)},Ai=t._DenseBincount=function(){return(Ai=t._DenseBincount=t.asm.DenseBincount).apply(null,arguments)},gd=t._DepthToSpace=function(){return(gd=t._DepthToSpace=t.asm.DepthToSpace).apply(null,arguments)},xd=t._DepthwiseConv2dNative=function(){return(xd=t._DepthwiseConv2dNative=t.asm.DepthwiseConv2dNative).apply(null,arguments)},Ni=t._Diag=function(){return(Ni=t._Diag=t.asm.Diag).apply(null,arguments)},$i=t._Dilation2D=function(){return($i=t._Dilation2D=t.asm.Dilation2D).apply(null,arguments)},bd=t._Dilation2DBackpropFilter=function(){return(bd=t._Dilation2DBackpropFilter=t.asm.Dilation2DBackpropFilter).apply(null,arguments)},yd=t._Dilation2DBackpropInput=function(){return(yd=t._Dilation2DBackpropInput=t.asm.Dilation2DBackpropInput).apply(null,arguments)},Cd=t._Elu=function(){return(Cd=t._Elu=t.asm.Elu).apply(null,arguments)},wd=t._EluGrad=function(){return(wd=t._EluGrad=t.asm.EluGrad).apply(null,arguments)},Fi=t._Equal=function(){return(Fi=t._Equal=t.asm.Equal).apply(null,arguments)},Xg=t._Erf=function(){return(Xg=t._Erf=t.asm.Erf).apply(null,arguments)},vd=t._Exp=function(){return(vd=t._Exp=t.asm.Exp).apply(null,arguments)},Id=t._Expm1=function(){return(Id=t._Expm1=t.asm.Expm1).apply(null,arguments)},Sd=t._FlipLeftRight=function(){return(Sd=t._FlipLeftRight=t.asm.FlipLeftRight).apply(null,arguments)},_d=t._Floor=function(){return(_d=t._Floor=t.asm.Floor).apply(null,arguments)},kd=t._FloorDiv=function(){return(kd=t._FloorDiv=t.asm.FloorDiv).apply(null,arguments)},Td=t._FusedBatchNorm=function(){return(Td=t._FusedBatchNorm=t.asm.FusedBatchNorm).apply(null,arguments)},Ed=t._FusedConv2D=function(){return(Ed=t._FusedConv2D=t.asm.FusedConv2D).apply(null,arguments)},Rd=t._FusedDepthwiseConv2D=function(){return(Rd=t._FusedDepthwiseConv2D=t.asm.FusedDepthwiseConv2D).apply(null,arguments)},Ad=t._Gather=function(){return(Ad=t._Gather=t.asm.Gather).apply(null,arguments)},Nd=t._GatherNd=function(){return(Nd=t._GatherNd=t.asm.GatherNd).apply(null,arguments)},$d=t._Greater=function(){return($d=t._Greater=t.asm.Greater).apply(null,arguments)},Fd=t._GreaterEqual=function(){return(Fd=t._GreaterEqual=t.asm.GreaterEqual).apply(null,arguments)},Dd=t._IsFinite=function(){return(Dd=t._IsFinite=t.asm.IsFinite).apply(null,arguments)},Pd=t._IsInf=function(){return(Pd=t._IsInf=t.asm.IsInf).apply(null,arguments)},Md=t._IsNan=function(){return(Md=t._IsNan=t.asm.IsNan).apply(null,arguments)},Od=t._LRN=function(){return(Od=t._LRN=t.asm.LRN).apply(null,arguments)},Bd=t._LRNGrad=function(){return(Bd=t._LRNGrad=t.asm.LRNGrad).apply(null,arguments)},Ld=t._LeakyRelu=function(){return(Ld=t._LeakyRelu=t.asm.LeakyRelu).apply(null,arguments)},Ud=t._Less=function(){return(Ud=t._Less=t.asm.Less).apply(null,arguments)},Wd=t._LessEqual=function(){return(Wd=t._LessEqual=t.asm.LessEqual).apply(null,arguments)},Vd=t._LinSpace=function(){return(Vd=t._LinSpace=t.asm.LinSpace).apply(null,arguments)},Gd=t._Log=function(){return(Gd=t._Log=t.asm.Log).apply(null,arguments)},zd=t._Log1p=function(){return(zd=t._Log1p=t.asm.Log1p).apply(null,arguments)},Hd=t._LogicalAnd=function(){return(Hd=t._LogicalAnd=t.asm.LogicalAnd).apply(null,arguments)},qd=t._LogicalNot=function(){return(qd=t._LogicalNot=t.asm.LogicalNot).apply(null,arguments)},Kd=t._LogicalOr=function(){return(Kd=t._LogicalOr=t.asm.LogicalOr).apply(null,arguments)},Xd=t._LogicalXor=function(){return(Xd=t._LogicalXor=t.asm.LogicalXor).apply(null,arguments)},jd=t._Max=function(){return(jd=t._Max=t.asm.Max).apply(null,arguments)},Yd=t._MaxPool=function(){return(Yd=t._MaxPool=t.asm.MaxPool).apply(null,arguments)},Qd=t._MaxPool3D=function(){return(Qd=t._MaxPool3D=t.asm.MaxPool3D).apply(null,arguments)},Zd=t._MaxPool3DGrad=function(){return(Zd=t._MaxPool3DGrad=t.asm.MaxPool3DGrad).apply(null,arguments)},Jd=t._MaxPoolGrad=function(){return(Jd=t._MaxPoolGrad=t.asm.MaxPoolGrad).apply(null,arguments)},em=t._MaxPoolWithArgmax=function(){return(em=t._MaxPoolWithArgmax=t.asm.MaxPoolWithArgmax).apply(null,arguments)},tm=t._Maximum=function(){return(tm=t._Maximum=t.asm.Maximum).apply(null,arguments)},rm=t._Mean=function(){return(rm=t._Mean=t.asm.Mean).apply(null,arguments)},nm=t._Min=function(){return(nm=t._Min=t.asm.Min).apply(null,arguments)},om=t._Minimum=function(){return(om=t._Minimum=t.asm.Minimum).apply(null,arguments)},sm=t._MirrorPad=function(){return(sm=t._MirrorPad=t.asm.MirrorPad).apply(null,arguments)},am=t._Mod=function(){return(am=t._Mod=t.asm.Mod).apply(null,arguments)},im=t._Multinomial=function(){return(im=t._Multinomial=t.asm.Multinomial).apply(null,arguments)},um=t._Multiply=function(){return(um=t._Multiply=t.asm.Multiply).apply(null,arguments)},lm=t._Neg=function(){return(lm=t._Neg=t.asm.Neg).apply(null,arguments)},cm=t._NonMaxSuppressionV3=function(){return(cm=t._NonMaxSuppressionV3=t.asm.NonMaxSuppressionV3).apply(null,arguments)},pm=t._NonMaxSuppressionV4=function(){return(pm=t._NonMaxSuppressionV4=t.asm.NonMaxSuppressionV4).apply(null,arguments)},dm=t._NonMaxSuppressionV5=function(){return(dm=t._NonMaxSuppressionV5=t.asm.NonMaxSuppressionV5).apply(null,arguments)},mm=t._NotEqual=function(){return(mm=t._NotEqual=t.asm.NotEqual).apply(null,arguments)},fm=t._OneHot=function(){return(fm=t._OneHot=t.asm.OneHot).apply(null,arguments)},hm=t._PadV2=function(){return(hm=t._PadV2=t.asm.PadV2).apply(null,arguments)},gm=t._Pow=function(){return(gm=t._Pow=t.asm.Pow).apply(null,arguments)},xm=t._Prelu=function(){return(xm=t._Prelu=t.asm.Prelu).apply(null,arguments)},bm=t._Prod=function(){return(bm=t._Prod=t.asm.Prod).apply(null,arguments)},ym=t._RealDiv=function(){return(ym=t._RealDiv=t.asm.RealDiv).apply(null,arguments)},Cm=t._Reciprocal=function(){return(Cm=t._Reciprocal=t.asm.Reciprocal).apply(null,arguments)},wm=t._Relu=function(){return(wm=t._Relu=t.asm.Relu).apply(null,arguments)},vm=t._Relu6=function(){return(vm=t._Relu6=t.asm.Relu6).apply(null,arguments)},Im=t._ResizeBilinear=function(){return(Im=t._ResizeBilinear=t.asm.ResizeBilinear).apply(null,arguments)},Sm=t._ResizeBilinearGrad=function(){return(Sm=t._ResizeBilinearGrad=t.asm.ResizeBilinearGrad).apply(null,arguments)},_m=t._ResizeNearestNeighbor=function(){return(_m=t._ResizeNearestNeighbor=t.asm.ResizeNearestNeighbor).apply(null,arguments)},km=t._ResizeNearestNeighborGrad=function(){return(km=t._ResizeNearestNeighborGrad=t.asm.ResizeNearestNeighborGrad).apply(null,arguments)},Tm=t._Reverse=function(){return(Tm=t._Reverse=t.asm.Reverse).apply(null,arguments)},Em=t._RotateWithOffset=function(){return(Em=t._RotateWithOffset=t.asm.RotateWithOffset).apply(null,arguments)},Rm=t._Round=function(){return(Rm=t._Round=t.asm.Round).apply(null,arguments)},Am=t._Rsqrt=function(){return(Am=t._Rsqrt=t.asm.Rsqrt).apply(null,arguments)},Nm=t._ScatterNd=function(){return(Nm=t._ScatterNd=t.asm.ScatterNd).apply(null,arguments)},$m=t._SearchSorted=function(){return($m=t._SearchSorted=t.asm.SearchSorted).apply(null,arguments)},Fm=t._SelectV2=function(){return(Fm=t._SelectV2=t.asm.SelectV2).apply(null,arguments)},Dm=t._Selu=function(){return(Dm=t._Selu=t.asm.Selu).apply(null,arguments)},Pm=t._Sigmoid=function(){return(Pm=t._Sigmoid=t.asm.Sigmoid).apply(null,arguments)},Mm=t._Sign=function(){return(Mm=t._Sign=t.asm.Sign).apply(null,arguments)},Om=t._Sin=function(){return(Om=t._Sin=t.asm.Sin).apply(null,arguments)},Bm=t._Sinh=function(){return(Bm=t._Sinh=t.asm.Sinh).apply(null,arguments)},Lm=t._Softmax=function(){return(Lm=t._Softmax=t.asm.Softmax).apply(null,arguments)},Um=t._Softplus=function(){return(Um=t._Softplus=t.asm.Softplus).apply(null,arguments)},Wm=t._SparseFillEmptyRows=function(){return(Wm=t._SparseFillEmptyRows=t.asm.SparseFillEmptyRows).apply(null,arguments)},Vm=t._SparseReshape=function(){return(Vm=t._SparseReshape=t.asm.SparseReshape).apply(null,arguments)},Gm=t._SparseSegmentReduction=function(){return(Gm=t._SparseSegmentReduction=t.asm.SparseSegmentReduction).apply(null,arguments)},zm=t._SparseToDense=function(){return(zm=t._SparseToDense=t.asm.SparseToDense).apply(null,arguments)},Hm=t._Sqrt=function(){return(Hm=t._Sqrt=t.asm.Sqrt).apply(null,arguments)},qm=t._Square=function(){return(qm=t._Square=t.asm.Square).apply(null,arguments)},Km=t._SquaredDifference=function(){return(Km=t._SquaredDifference=t.asm.SquaredDifference).apply(null,arguments)},Xm=t._Step=function(){return(Xm=t._Step=t.asm.Step).apply(null,arguments)},jm=t._StridedSlice=function(){return(jm=t._StridedSlice=t.asm.StridedSlice).apply(null,arguments)},Ym=t._Sub=function(){return(Ym=t._Sub=t.asm.Sub).apply(null,arguments)},Qm=t._Sum=function(){return(Qm=t._Sum=t.asm.Sum).apply(null,arguments)},Zm=t._Tan=function(){return(Zm=t._Tan=t.asm.Tan).apply(null,arguments)},Jm=t._Tanh=function(){return(Jm=t._Tanh=t.asm.Tanh).apply(null,arguments)},ef=t._TensorScatterUpdate=function(){return(ef=t._TensorScatterUpdate=t.asm.TensorScatterUpdate).apply(null,arguments)},tf=t._Tile=function(){return(tf=t._Tile=t.asm.Tile).apply(null,arguments)},rf=t._TopK=function(){return(rf=t._TopK=t.asm.TopK).apply(null,arguments)},nf=t._Transform=function(){return(nf=t._Transform=t.asm.Transform).apply(null,arguments)},of=t._Transpose=function(){return(of=t._Transpose=t.asm.Transpose).apply(null,arguments)},sf=t.__FusedMatMul=function(){return(sf=t.__FusedMatMul=t.asm._FusedMatMul).apply(null,arguments)},af=t._malloc=function(){return(af=t._malloc=t.asm.malloc).apply(null,arguments)},uf=t._free=function(){return(uf=t._free=t.asm.free).apply(null,arguments)},lf=t.___errno_location=function(){return(lf=t.___errno_location=t.asm.__errno_location).apply(null,arguments)},Di=t.stackSave=function(){return(Di=t.stackSave=t.asm.stackSave).apply(null,arguments)},Pi=t.stackRestore=function(){return(Pi=t.stackRestore=t.asm.stackRestore).apply(null,arguments)},ws=t.stackAlloc=function(){return(ws=t.stackAlloc=t.asm.stackAlloc).apply(null,arguments)},cf=t.dynCall_iijjiiii=function(){return(cf=t.dynCall_iijjiiii=t.asm.dynCall_iijjiiii).apply(null,arguments)},pf=t.dynCall_jiji=function(){return(pf=t.dynCall_jiji=t.asm.dynCall_jiji).apply(null,arguments)};t.cwrap=zp;var eo;_r=function E(){eo||Mi(),eo||(_r=E)};function Mi(E){if(E=E||u,je>0||(ci(),je>0))return;function M(){eo||(eo=!0,t.calledRun=!0,!W&&(Pp(),n(t),t.onRuntimeInitialized&&t.onRuntimeInitialized(),pi()))}t.setStatus?(t.setStatus("Running..."),setTimeout(function(){setTimeout(function(){t.setStatus("")},1),M()},1)):M()}if(t.preInit)for(typeof t.preInit=="function"&&(t.preInit=[t.preInit]);t.preInit.length>0;)t.preInit.pop()();Mi();var to;s&&(to={uncaughtException:process.listeners("uncaughtException").filter(function(E){return!s.uncaughtException.indexOf(E)>-1}),unhandledRejection:process.listeners("unhandledRejection").filter(function(E){return!s.unhandledRejection.indexOf(E)>-1})});var ro;if(typeof e<"u")ro=e;else if(typeof WasmBackendModuleThreadedSimd<"u")ro=WasmBackendModuleThreadedSimd;else throw new Error("Could not find wasm module in post.js");if(to){var df=ro._dispose;ro._dispose=function(){df(),to.uncaughtException.forEach(function(E){process.removeListener("uncaughtException",E)}),to.unhandledRejection.forEach(function(E){process.removeListener("unhandledRejection",E)})}}return e.ready})})();typeof ql=="object"&&typeof ng=="object"?ng.exports=rg:typeof define=="function"&&define.amd?define([],function(){return rg}):typeof ql=="object"&&(ql.WasmBackendModule=rg)});var an=class{constructor(e,t){this.backend=e,this.dataMover=t,this.data=new WeakMap,this.dataIdsCount=0}get(e){return this.data.has(e)||this.dataMover.moveData(this.backend,e),this.data.get(e)}set(e,t){this.dataIdsCount++,this.data.set(e,t)}has(e){return this.data.has(e)}delete(e){return this.dataIdsCount--,this.data.delete(e)}numDataIds(){return this.dataIdsCount}},pr=class{refCount(e){return xt("refCount")}incRef(e){return xt("incRef")}timerAvailable(){return!0}time(e){return xt("time")}read(e){return xt("read")}readSync(e){return xt("readSync")}readToGPU(e,t){return xt("readToGPU")}numDataIds(){return xt("numDataIds")}disposeData(e,t){return xt("disposeData")}write(e,t,n){return xt("write")}move(e,t,n,o,s){return xt("move")}createTensorFromGPUData(e,t,n){return xt("createTensorFromGPUData")}memory(){return xt("memory")}floatPrecision(){return xt("floatPrecision")}epsilon(){return this.floatPrecision()===32?1e-7:1e-4}dispose(){return xt("dispose")}};function xt(r){throw new Error(`'${r}' not yet implemented or not found in the registry. This kernel may not be supported by the tfjs backend you have chosen`)}function nx(r){let e=r.length,t=0;for(;e>0;)t=Math.random()*e|0,e--,qi(r,e,t)}function TE(r,e){if(r.length!==e.length)throw new Error(`Array sizes must match to be shuffled together First array length was ${r.length}Second array length was ${e.length}`);let t=r.length,n=0;for(;t>0;)n=Math.random()*t|0,t--,qi(r,t,n),qi(e,t,n)}function oo(r,e,t){return Math.max(r,Math.min(e,t))}function EE(r){return r%2===0?r:r+1}function qi(r,e,t){let n=r[e];r[e]=r[t],r[t]=n}function RE(r){let e=0;for(let t=0;t<r.length;t++)e+=r[t];return e}function AE(r,e){let t=Math.random();return e*t+(1-t)*r}function NE(r,e){let t=0;for(let n=0;n<r.length;n++){let o=Number(r[n])-Number(e[n]);t+=o*o}return t}function $(r,e){if(!r)throw new Error(typeof e=="string"?e:e())}function Ki(r,e,t=""){$(so(r,e),()=>t+` Shapes ${r} and ${e} must match`)}function Ss(r){$(r!=null,()=>"The input to the tensor constructor must be a non-null value.")}function Ie(r){if(r.length===0)return 1;let e=r[0];for(let t=1;t<r.length;t++)e*=r[t];return e}function $E(r){return r.length===0}function FE(r,e){if(r===e)return!0;if(r==null||e==null||r.length!==e.length)return!1;for(let t=0;t<r.length;t++)if(r[t]!==null&&e[t]!==null&&r[t]!==e[t])return!1;return!0}function so(r,e){if(r===e)return!0;if(r==null||e==null||r.length!==e.length)return!1;for(let t=0;t<r.length;t++)if(r[t]!==e[t])return!1;return!0}function _s(r){return r%1===0}function DE(r){if(Math.tanh!=null)return Math.tanh(r);if(r===1/0)return 1;if(r===-1/0)return-1;{let e=Math.exp(2*r);return(e-1)/(e+1)}}function PE(r){let e=Math.ceil(Math.sqrt(r));return[e,Math.ceil(r/e)]}function ME(r){let e=new Uint32Array(r);for(let t=0;t<r;++t)e[t]=t;return nx(e),e}function ln(r,e){return e<=r.length?r:r+" ".repeat(e-r.length)}function OE(r,e=o=>0,t,n){return new Promise((o,s)=>{let i=0,u=()=>{if(r()){o();return}i++;let l=e(i);if(t!=null&&i>=t){s();return}n!=null?n(u,l):setTimeout(u,l)};u()})}function BE(r,e){let t=1,n=-1;for(let s=0;s<r.length;++s)if(r[s]>=0)t*=r[s];else if(r[s]===-1){if(n!==-1)throw Error(`Shapes can only have 1 implicit size. Found -1 at dim ${n} and dim ${s}`);n=s}else if(r[s]<0)throw Error(`Shapes can not be < 0. Found ${r[s]} at dim ${s}`);if(n===-1){if(e>0&&e!==t)throw Error(`Size(${e}) must match the product of shape ${r}`);return r}if(t===0)throw Error(`Cannot infer the missing size in [${r}] when there are 0 elements`);if(e%t!==0)throw Error(`The implicit shape can't be a fractional number. Got ${e} / ${t}`);let o=r.slice();return o[n]=e/t,o}function ox(r,e){let t=e.length;return r=r==null?e.map((n,o)=>o):[].concat(r),$(r.every(n=>n>=-t&&n<t),()=>`All values in axis param must be in range [-${t}, ${t}) but got axis ${r}`),$(r.every(n=>_s(n)),()=>`All values in axis param must be integers but got axis ${r}`),r.map(n=>n<0?t+n:n)}function LE(r,e){let t=[],n=[],o=e!=null&&Array.isArray(e)&&e.length===0,s=e==null||o?null:ox(e,r).sort(),i=0;for(let u=0;u<r.length;++u){if(s!=null){if(s[i]===u&&r[u]!==1)throw new Error(`Can't squeeze axis ${u} since its dim '${r[u]}' is not 1`);(s[i]==null||s[i]>u)&&r[u]===1&&(t.push(r[u]),n.push(u)),s[i]<=u&&i++}r[u]!==1&&(t.push(r[u]),n.push(u))}return{newShape:t,keptDims:n}}function UE(r,e){return Xi(r,e)}function Xi(r,e){let t=null;if(r==null||r==="float32")t=new Float32Array(e);else if(r==="int32")t=new Int32Array(e);else if(r==="bool")t=new Uint8Array(e);else if(r==="string")t=new Array(e);else throw new Error(`Unknown data type ${r}`);return t}function bf(r,e){for(let t=0;t<r.length;t++){let n=r[t];if(isNaN(n)||!isFinite(n))throw Error(`A tensor of type ${e} being uploaded contains ${n}.`)}}function yf(r){return r==="bool"||r==="complex64"||r==="float32"||r==="int32"||r==="string"}function WE(r,e){return!(e==="complex64"||e==="float32"&&r!=="complex64"||e==="int32"&&r!=="float32"&&r!=="complex64"||e==="bool"&&r==="bool")}function ao(r){if(r==="float32"||r==="int32")return 4;if(r==="complex64")return 8;if(r==="bool")return 1;throw new Error(`Unknown dtype ${r}`)}function Cf(r){if(r==null)return 0;let e=0;return r.forEach(t=>e+=t.length),e}function io(r){return typeof r=="string"||r instanceof String}function sx(r){return typeof r=="boolean"}function ax(r){return typeof r=="number"}function Nr(r){return Array.isArray(r)?Nr(r[0]):r instanceof Float32Array?"float32":r instanceof Int32Array||r instanceof Uint8Array||r instanceof Uint8ClampedArray?"int32":ax(r)?"float32":io(r)?"string":sx(r)?"bool":"float32"}function uo(r){return!!(r&&r.constructor&&r.call&&r.apply)}function lo(r,e){for(let t=e;t<r;++t)if(r%t===0)return t;return r}function Zt(r){let e=r.length;if(e<2)return[];let t=new Array(e-1);t[e-2]=r[e-1];for(let n=e-3;n>=0;--n)t[n]=t[n+1]*r[n+1];return t}function ix(r,e,t,n=!1){let o=new Array;if(e.length===1){let s=e[0]*(n?2:1);for(let i=0;i<s;i++)o[i]=t[r+i]}else{let s=e[0],i=e.slice(1),u=i.reduce((l,a)=>l*a)*(n?2:1);for(let l=0;l<s;l++)o[l]=ix(r+l*u,i,t,n)}return o}function un(r,e,t=!1){if(r.length===0)return e[0];let n=r.reduce((o,s)=>o*s)*(t?2:1);if(n===0)return[];if(n!==e.length)throw new Error(`[${r}] does not match the input size ${e.length}${t?" for a complex tensor":""}.`);return ix(0,r,e,t)}function VE(r,e){if(Array.isArray(r))return r;if(e==="float32")return r instanceof Float32Array?r:new Float32Array(r);if(e==="int32")return r instanceof Int32Array?r:new Int32Array(r);if(e==="bool"||e==="string")return Uint8Array.from(new Int32Array(r));throw new Error(`Unknown dtype ${e}`)}function wf(r,e){let t=co(r,e);for(let n=0;n<t.length;n++)t[n]=1;return t}function co(r,e){if(e==null||e==="float32"||e==="complex64")return new Float32Array(r);if(e==="int32")return new Int32Array(r);if(e==="bool")return new Uint8Array(r);throw new Error(`Unknown data type ${e}`)}function GE(r,e){let t=r.reduce((n,o)=>n*o,1);if(e==null||e==="float32")return un(r,new Float32Array(t));if(e==="int32")return un(r,new Int32Array(t));if(e==="bool")return un(r,new Uint8Array(t));throw new Error(`Unknown data type ${e}`)}function Vt(r){r.forEach(e=>{$(Number.isInteger(e)&&e>=0,()=>`Tensor must have a shape comprised of positive integers but got shape [${r}].`)})}function zE(r,e,t){if(e===0)return 0;if(e===1)return r[0];let n=r[r.length-1];for(let o=0;o<r.length-1;++o)n+=t[o]*r[o];return n}function HE(r,e,t){if(e===0)return[];if(e===1)return[r];let n=new Array(e);for(let o=0;o<n.length-1;++o)n[o]=Math.floor(r/t[o]),r-=n[o]*t[o];return n[n.length-1]=r,n}function cn(r){return r&&r.then&&typeof r.then=="function"}var ux="tfjsflags",ks=class{constructor(e){this.global=e,this.flags={},this.flagRegistry={},this.urlFlags={},this.getQueryParams=KE,this.populateURLFlags()}setPlatform(e,t){this.platform!=null&&(S().getBool("IS_TEST")||S().getBool("PROD")||console.warn(`Platform ${this.platformName} has already been set. Overwriting the platform with ${e}.`)),this.platformName=e,this.platform=t}registerFlag(e,t,n){if(this.flagRegistry[e]={evaluationFn:t,setHook:n},this.urlFlags[e]!=null){let o=this.urlFlags[e];S().getBool("IS_TEST")||S().getBool("PROD")||console.warn(`Setting feature override from URL ${e}: ${o}.`),this.set(e,o)}}async getAsync(e){return e in this.flags?this.flags[e]:(this.flags[e]=await this.evaluateFlag(e),this.flags[e])}get(e){if(e in this.flags)return this.flags[e];let t=this.evaluateFlag(e);if(cn(t))throw new Error(`Flag ${e} cannot be synchronously evaluated. Please use getAsync() instead.`);return this.flags[e]=t,this.flags[e]}getNumber(e){return this.get(e)}getBool(e){return this.get(e)}getString(e){return this.get(e)}getFlags(){return this.flags}get features(){return this.flags}set(e,t){if(this.flagRegistry[e]==null)throw new Error(`Cannot set flag ${e} as it has not been registered.`);this.flags[e]=t,this.flagRegistry[e].setHook!=null&&this.flagRegistry[e].setHook(t)}evaluateFlag(e){if(this.flagRegistry[e]==null)throw new Error(`Cannot evaluate flag '${e}': no evaluation function found.`);return this.flagRegistry[e].evaluationFn()}setFlags(e){this.flags=Object.assign({},e)}reset(){this.flags={},this.urlFlags={},this.populateURLFlags()}populateURLFlags(){if(typeof this.global>"u"||typeof this.global.location>"u"||typeof this.global.location.search>"u")return;let e=this.getQueryParams(this.global.location.search);ux in e&&e[ux].split(",").forEach(n=>{let[o,s]=n.split(":");this.urlFlags[o]=jE(o,s)})}};function KE(r){let e={};return r.replace(/[?&]([^=?&]+)(?:=([^&]*))?/g,(t,...n)=>(XE(e,n[0],n[1]),n.join("="))),e}function XE(r,e,t){r[decodeURIComponent(e)]=decodeURIComponent(t||"")}function jE(r,e){let t=e.toLowerCase();return t==="true"||t==="false"?t==="true":`${+t}`===t?+t:e}function S(){return vf}var vf=null;function lx(r){vf=r}var If;function Sf(){if(If==null){let r;if(typeof window<"u")r=window;else if(typeof global<"u")r=global;else if(typeof process<"u")r=process;else if(typeof self<"u")r=self;else throw new Error("Could not find a global object");If=r}return If}function YE(){let r=Sf();return r._tfGlobals==null&&(r._tfGlobals=new Map),r._tfGlobals}function Ts(r,e){let t=YE();if(t.has(r))return t.get(r);{let n=e();return t.set(r,n),t.get(r)}}var ji="Acos",Yi="Acosh";var Es="AddN";var Qi="ArgMax",Zi="ArgMin",Ji="Asin",eu="Asinh",tu="Atan",ru="Atanh",nu="Atan2",pn="AvgPool",ou="AvgPoolGrad",su="AvgPool3D",au="AvgPool3DGrad",dn="BatchMatMul",iu="BatchToSpaceND",Rs="Bincount",po="BitwiseAnd";var uu="BroadcastArgs",dr="Cast",mo="Ceil",As="ClipByValue",Ns="Complex",lu="ComplexAbs",cu="Concat",mn="Conv2D",pu="Conv2DBackpropFilter",fn="Conv2DBackpropInput",$s="Conv3D",Fs="Conv3DBackpropFilterV2",Ds="Conv3DBackpropInputV2";var du="Cosh",Ps="Cumprod",Ms="Cumsum",Os="CropAndResize",mu="DenseBincount",Bs="DepthToSpace",hn="DepthwiseConv2dNative",fu="DepthwiseConv2dNativeBackpropFilter",hu="DepthwiseConv2dNativeBackpropInput",gu="Diag",Ls="Dilation2D",_f="Dilation2DBackpropInput",kf="Dilation2DBackpropFilter";var fo="RealDiv",cx="Einsum";var Us="EluGrad";var ho="Equal";var xu="ExpandDims",go="Expm1";var xo="Fill",Ws="FlipLeftRight",bo="Floor",$r="FloorDiv",Vs="FusedBatchNorm",bu="GatherV2",Gs="GatherNd",yo="Greater",Co="GreaterEqual",mr="Identity",px="IFFT",dx="Imag",yu="IsFinite",Cu="IsInf",wu="IsNan",gn="LeakyRelu",wo="Less",vo="LessEqual",zs="LinSpace";var vu="Log1p",Iu="LogicalAnd",Su="LogicalNot",_u="LogicalOr",mx="LogicalXor";var Hs="LRNGrad";var Fr="Maximum",xn="MaxPool",ku="MaxPoolGrad",Tu="MaxPool3D",Eu="MaxPool3DGrad",Ru="MaxPoolWithArgmax",qs="Mean";var Io="Minimum",Ks="MirrorPad";var Xs="Multinomial",Dr="Multiply";var So="NotEqual",js="NonMaxSuppressionV3",Ys="NonMaxSuppressionV4",Qs="NonMaxSuppressionV5",Au="OnesLike",Zs="OneHot",Nu="Pack",bn="PadV2";var yn="Prelu",_o="Prod",fx="RaggedGather",hx="RaggedRange",gx="RaggedTensorToTensor",$u="Range",Tf="Real",Fu="Reciprocal",ko="Relu",To="Reshape",Js="ResizeNearestNeighbor",ea="ResizeNearestNeighborGrad",ta="ResizeBilinear",ra="ResizeBilinearGrad",Eo="Relu6",na="Reverse",Du="Round",Ro="Rsqrt",oa="ScatterNd",sa="TensorScatterUpdate",aa="SearchSorted",Pu="Select",Mu="Selu",ia="Slice";var Ou="Sinh",Bu="Sign",Pr="Sigmoid",Lu="Softplus",Mr="Sqrt";var Uu="SpaceToBatchND",Wu="SplitV",ua="Softmax",Vu="SparseFillEmptyRows",la="SparseReshape",Gu="SparseSegmentMean",zu="SparseSegmentSum",ca="SparseToDense",Ao="SquaredDifference",Hu="Square",qu="StaticRegexReplace",Cn="StridedSlice",Ku="StringNGrams",Xu="StringSplit",ju="StringToHashBucketFast";var Yu="Tanh",wn="Tile",pa="TopK",da="Transform",ma="Transpose",Qu="Unique",Zu="Unpack",xx="UnsortedSegmentSum";var No="ZerosLike",vn="Step",bx="FromPixels",fa="RotateWithOffset",Or="_FusedMatMul",Br="FusedConv2D",Lr="FusedDepthwiseConv2D";function fr(...r){S().getBool("IS_TEST")||S().getBool("PROD")||console.warn(...r)}function QE(...r){S().getBool("IS_TEST")||S().getBool("PROD")||console.log(...r)}var Ju=Ts("kernelRegistry",()=>new Map),ZE=Ts("gradRegistry",()=>new Map);function Ef(r,e){let t=Cx(r,e);return Ju.get(t)}function Rf(r){return ZE.get(r)}function Af(r){let e=Ju.entries(),t=[];for(;;){let{done:n,value:o}=e.next();if(n)break;let[s,i]=o,[u]=s.split("_");u===r&&t.push(i)}return t}function el(r){let{kernelName:e,backendName:t}=r,n=Cx(e,t);Ju.has(n)&&fr(`The kernel '${e}' for backend '${t}' is already registered`),Ju.set(n,r)}function Cx(r,e){return`${e}_${r}`}var b={};Wt(b,{arraysEqual:()=>so,arraysEqualWithNull:()=>FE,assert:()=>$,assertNonNegativeIntegerDimensions:()=>Vt,assertNonNull:()=>Ss,assertShapesMatch:()=>Ki,bytesFromStringArray:()=>Cf,bytesPerElement:()=>ao,checkConversionForErrors:()=>bf,clamp:()=>oo,computeStrides:()=>Zt,convertBackendValuesAndArrayBuffer:()=>VE,createScalarValue:()=>s2,createShuffledIndices:()=>ME,decodeString:()=>Mo,distSquared:()=>NE,encodeString:()=>Po,fetch:()=>i2,fingerPrint64:()=>o2,flatten:()=>Wr,getArrayFromDType:()=>Xi,getTypedArrayFromDType:()=>UE,hasEncodingLoss:()=>WE,hexToLong:()=>ha,indexToLoc:()=>HE,inferDtype:()=>Nr,inferFromImplicitShape:()=>BE,isBoolean:()=>sx,isFunction:()=>uo,isInt:()=>_s,isNumber:()=>ax,isPromise:()=>cn,isScalarShape:()=>$E,isString:()=>io,isTypedArray:()=>Ze,isValidDtype:()=>yf,locToIndex:()=>zE,makeOnesTypedArray:()=>wf,makeZerosNestedTypedArray:()=>GE,makeZerosTypedArray:()=>co,nearestDivisor:()=>lo,nearestLargerEven:()=>EE,now:()=>Tn,parseAxisParam:()=>ox,randUniform:()=>AE,repeatedTry:()=>OE,rightPad:()=>ln,shuffle:()=>nx,shuffleCombo:()=>TE,sizeFromShape:()=>Ie,sizeToSquarishShape:()=>PE,squeezeShape:()=>LE,sum:()=>RE,swap:()=>qi,tanh:()=>DE,toNestedArray:()=>un,toTypedArray:()=>Do});function tl(r){return r instanceof Float32Array||r instanceof Int32Array||r instanceof Uint8Array||r instanceof Uint8ClampedArray}var Df=Hi(Nx());var kn=Df.default||Df;function ha(r){return kn.fromString(r,!0,16)}var Fx=ha("c3a5c85c97cb3127"),_n=ha("b492b66fbe98f273"),ot=ha("9ae16a3b2f90404f");function Ff(r){return r.xor(r.shru(47))}function Dx(r,e,t){let n=r.slice(e,e+t);return kn.fromBytes(Array.from(n),!0,!0)}function Se(r,e){return Dx(r,e,8)}function $x(r,e){return Dx(r,e,4)}function ze(r,e){return e===0?r:r.shru(e).or(r.shl(64-e))}function Ur(r,e,t=ha("9ddfea08eb382d69")){let n=r.xor(e).mul(t);n=n.xor(n.shru(47));let o=e.xor(n).mul(t);return o=o.xor(o.shru(47)),o=o.mul(t),o}function e2(r,e,t,n,o,s){o=o.add(r),s=ze(s.add(o).add(n),21);let i=o;return o=o.add(e),o=o.add(t),s=s.add(ze(o,44)),[o.add(n),s.add(i)]}function nl(r,e,t,n){return e2(Se(r,e),Se(r,e+8),Se(r,e+16),Se(r,e+24),t,n)}function t2(r,e=r.length){if(e>=8){let t=ot.add(e*2),n=Se(r,0).add(ot),o=Se(r,e-8),s=ze(o,37).mul(t).add(n),i=ze(n,25).add(o).mul(t);return Ur(s,i,t)}if(e>=4){let t=ot.add(e*2),n=$x(r,0);return Ur(n.shl(3).add(e),$x(r,e-4),t)}if(e>0){let t=r[0],n=r[e>>1],o=r[e-1],s=t+(n<<8),i=e+(o<<2);return Ff(ot.mul(s).xor(Fx.mul(i))).mul(ot)}return ot}function r2(r,e=r.length){let t=ot.add(e*2),n=Se(r,0).mul(_n),o=Se(r,8),s=Se(r,e-8).mul(t),i=Se(r,e-16).mul(ot);return Ur(ze(n.add(o),43).add(ze(s,30)).add(i),n.add(ze(o.add(ot),18)).add(s),t)}function n2(r,e=r.length){let t=ot.add(e*2),n=Se(r,0).mul(ot),o=Se(r,8),s=Se(r,e-8).mul(t),i=Se(r,e-16).mul(ot),u=ze(n.add(o),43).add(ze(s,30)).add(i),l=Ur(u,n.add(ze(o.add(ot),18)).add(s),t),a=Se(r,16).mul(t),c=Se(r,24),p=u.add(Se(r,e-32)).mul(t),d=l.add(Se(r,e-24)).mul(t);return Ur(ze(a.add(c),43).add(ze(p,30)).add(d),a.add(ze(c.add(n),18)).add(p),t)}function o2(r,e=r.length){let t=kn.fromNumber(81,!0);if(e<=32)return e<=16?t2(r,e):r2(r,e);if(e<=64)return n2(r,e);let n=t,o=t.mul(_n).add(113),s=Ff(o.mul(ot).add(113)).mul(ot),i=[kn.UZERO,kn.UZERO],u=[kn.UZERO,kn.UZERO];n=n.mul(ot).add(Se(r,0));let l=0,a=(e-1>>6)*64,c=a+(e-1&63)-63;do n=ze(n.add(o).add(i[0]).add(Se(r,l+8)),37).mul(_n),o=ze(o.add(i[1]).add(Se(r,l+48)),42).mul(_n),n=n.xor(u[1]),o=o.add(i[0]).add(Se(r,l+40)),s=ze(s.add(u[0]),33).mul(_n),i=nl(r,l,i[1].mul(_n),n.add(u[0])),u=nl(r,l+32,s.add(u[1]),o.add(Se(r,l+16))),[s,n]=[n,s],l+=64;while(l!==a);let p=_n.add(s.and(255).shl(1));return l=c,u[0]=u[0].add(e-1&63),i[0]=i[0].add(u[0]),u[0]=u[0].add(i[0]),n=ze(n.add(o).add(i[0]).add(Se(r,l+8)),37).mul(p),o=ze(o.add(i[1]).add(Se(r,l+48)),42).mul(p),n=n.xor(u[1].mul(9)),o=o.add(i[0].mul(9).add(Se(r,l+40))),s=ze(s.add(u[0]),33).mul(p),i=nl(r,l,i[1].mul(p),n.add(u[0])),u=nl(r,l+32,s.add(u[1]),o.add(Se(r,l+16))),[s,n]=[n,s],Ur(Ur(i[0],u[0],p).add(Ff(o).mul(Fx)).add(s),Ur(i[1],u[1],p).add(n),p)}function s2(r,e){return e==="string"?Po(r):Do([r],e)}function a2(r,e){return r instanceof Float32Array&&e==="float32"||r instanceof Int32Array&&e==="int32"||r instanceof Uint8Array&&e==="bool"}function Do(r,e){if(e==="string")throw new Error("Cannot convert a string[] to a TypedArray");if(Array.isArray(r)&&(r=Wr(r)),S().getBool("DEBUG")&&bf(r,e),a2(r,e))return r;if(e==null||e==="float32"||e==="complex64")return new Float32Array(r);if(e==="int32")return new Int32Array(r);if(e==="bool"){let t=new Uint8Array(r.length);for(let n=0;n<t.length;++n)Math.round(r[n])!==0&&(t[n]=1);return t}else throw new Error(`Unknown data type ${e}`)}function Tn(){return S().platform.now()}function i2(r,e){return S().platform.fetch(r,e)}function Po(r,e="utf-8"){return e=e||"utf-8",S().platform.encode(r,e)}function Mo(r,e="utf-8"){return e=e||"utf-8",S().platform.decode(r,e)}function Ze(r){return S().platform.isTypedArray!=null?S().platform.isTypedArray(r):tl(r)}function Wr(r,e=[],t=!1){if(e==null&&(e=[]),typeof r=="boolean"||typeof r=="number"||typeof r=="string"||cn(r)||r==null||Ze(r)&&t)e.push(r);else if(Array.isArray(r)||Ze(r))for(let n=0;n<r.length;++n)Wr(r[n],e,t);else{let n=-1;for(let o of Object.keys(r))/^([1-9]+[0-9]*|0)$/.test(o)&&(n=Math.max(n,Number(o)));for(let o=0;o<=n;o++)Wr(r[o],e,t)}return e}var ol=class{constructor(e,t){this.backendTimer=e,this.logger=t,t==null&&(this.logger=new Pf)}profileKernel(e,t,n){let o,s=()=>{o=n()},i,u=Tn();if(this.backendTimer.timerAvailable())i=this.backendTimer.time(s);else{s();for(let a of o)a.dataSync();i=Promise.resolve({kernelMs:Tn()-u})}if(S().getBool("CHECK_COMPUTATION_FOR_ERRORS"))for(let a=0;a<o.length;a++){let c=o[a];c.data().then(p=>{u2(p,c.dtype,e)})}return{kernelName:e,outputs:o,inputs:t,timeMs:i.then(a=>a.kernelMs),extraInfo:i.then(a=>a.getExtraProfileInfo!=null?a.getExtraProfileInfo():"")}}logKernelProfile(e){let{kernelName:t,outputs:n,timeMs:o,inputs:s,extraInfo:i}=e;n.forEach(u=>{Promise.all([u.data(),o,i]).then(l=>{this.logger.logKernelProfile(t,u,l[0],l[1],s,l[2])})})}};function u2(r,e,t){if(e!=="float32")return!1;for(let n=0;n<r.length;n++){let o=r[n];if(isNaN(o)||!isFinite(o))return console.warn(`Found ${o} in the result of '${t}'`),!0}return!1}var Pf=class{logKernelProfile(e,t,n,o,s,i){let u=typeof o=="number"?ln(`${o}ms`,9):o.error,l=ln(e,25),a=t.rank,c=t.size,p=ln(t.shape.toString(),14),d="";for(let m in s){let f=s[m];if(f!=null){let h=f.shape||t.shape,g=h.length;d+=`${m}: ${g}D ${g>0?h:""} `}}console.log(`%c${l}	%c${u}	%c${a}D ${p}	%c${c}	%c${d}	%c${i}`,"font-weight:bold","color:red","color:blue","color: orange","color: green","color: steelblue")}};function Px(r,e,t){let n={},o={};for(let l=0;l<e.length;l++)n[e[l].id]=!0;for(let l=0;l<r.length;l++){let a=r[l],c=a.inputs;for(let p in c){let d=c[p],m=!1;for(let f=0;f<e.length;f++)if(n[d.id]){a.outputs.forEach(h=>n[h.id]=!0),m=!0,o[a.id]=!0;break}if(m)break}}let s={};s[t.id]=!0;let i={};for(let l=r.length-1;l>=0;l--){let a=r[l],c=a.inputs;for(let p=0;p<a.outputs.length;p++)if(s[a.outputs[p].id]){for(let d in c)s[c[d].id]=!0,i[a.id]=!0;break}}let u=[];for(let l=0;l<r.length;l++){let a=r[l];if(o[a.id]&&i[a.id]){let c={};for(let d in a.inputs){let m=a.inputs[d];n[m.id]&&(c[d]=m)}let p=Object.assign({},a);p.inputs=c,p.outputs=a.outputs,u.push(p)}}return u}function Mx(r,e,t,n){for(let o=e.length-1;o>=0;o--){let s=e[o],i=[];if(s.outputs.forEach(l=>{let a=r[l.id];a!=null?i.push(a):i.push(null)}),s.gradient==null)throw new Error(`Cannot compute gradient: gradient function not found for ${s.kernelName}.`);let u=s.gradient(i);for(let l in s.inputs){if(!(l in u))throw new Error(`Cannot backprop through input ${l}. Available gradients found: ${Object.keys(u)}.`);let a=t(()=>u[l]());if(a.dtype!=="float32")throw new Error(`Error in gradient for op ${s.kernelName}. The gradient of input ${l} must have 'float32' dtype, but has '${a.dtype}'`);let c=s.inputs[l];if(!so(a.shape,c.shape))throw new Error(`Error in gradient for op ${s.kernelName}. The gradient of input '${l}' has shape '${a.shape}', which does not match the shape of the input '${c.shape}'`);if(r[c.id]==null)r[c.id]=a;else{let p=r[c.id];r[c.id]=n(p,a),p.dispose()}}}}var Ox=20,ga=3,Mf=7;function Bx(r,e,t,n){let o=Zt(e),s=l2(r,e,t,o),i=e.length,u=sl(r,e,t,o,s),l=["Tensor"];return n&&(l.push(`  dtype: ${t}`),l.push(`  rank: ${i}`),l.push(`  shape: [${e}]`),l.push("  values:")),l.push(u.map(a=>"    "+a).join(`
`)),l.join(`
`)}function l2(r,e,t,n){let o=Ie(e),s=n[n.length-1],i=new Array(s).fill(0),u=e.length,l=t==="complex64"?ba(r):r;if(u>1)for(let a=0;a<o/s;a++){let c=a*s;for(let p=0;p<s;p++)i[p]=Math.max(i[p],xa(l[c+p],0,t).length)}return i}function xa(r,e,t){let n;return Array.isArray(r)?n=`${parseFloat(r[0].toFixed(Mf))} + ${parseFloat(r[1].toFixed(Mf))}j`:io(r)?n=`'${r}'`:t==="bool"?n=Lx(r):n=parseFloat(r.toFixed(Mf)).toString(),ln(n,e)}function Lx(r){return r===0?"false":"true"}function sl(r,e,t,n,o,s=!0){let i=t==="complex64"?2:1,u=e[0],l=e.length;if(l===0){if(t==="complex64"){let h=ba(r);return[xa(h[0],0,t)]}return t==="bool"?[Lx(r[0])]:[r[0].toString()]}if(l===1){if(u>Ox){let g=ga*i,x=Array.from(r.slice(0,g)),y=Array.from(r.slice((u-ga)*i,u*i));return t==="complex64"&&(x=ba(x),y=ba(y)),["["+x.map((w,v)=>xa(w,o[v],t)).join(", ")+", ..., "+y.map((w,v)=>xa(w,o[u-ga+v],t)).join(", ")+"]"]}return["["+(t==="complex64"?ba(r):Array.from(r)).map((g,x)=>xa(g,o[x],t)).join(", ")+"]"]}let a=e.slice(1),c=n.slice(1),p=n[0]*i,d=[];if(u>Ox){for(let h=0;h<ga;h++){let g=h*p,x=g+p;d.push(...sl(r.slice(g,x),a,t,c,o,!1))}d.push("...");for(let h=u-ga;h<u;h++){let g=h*p,x=g+p;d.push(...sl(r.slice(g,x),a,t,c,o,h===u-1))}}else for(let h=0;h<u;h++){let g=h*p,x=g+p;d.push(...sl(r.slice(g,x),a,t,c,o,h===u-1))}let m=l===2?",":"";d[0]="["+(u>0?d[0]+m:"");for(let h=1;h<d.length-1;h++)d[h]=" "+d[h]+m;let f=`,
`;for(let h=2;h<l;h++)f+=`
`;return d[d.length-1]=" "+d[d.length-1]+"]"+(s?"":f),d}function ba(r){let e=[];for(let t=0;t<r.length;t+=2)e.push([r[t],r[t+1]]);return e}var Jt=class{constructor(e,t,n){if(this.dtype=t,this.shape=e.slice(),this.size=Ie(e),n!=null){let o=n.length;$(o===this.size,()=>`Length of values '${o}' does not match the size inferred by the shape '${this.size}'.`)}if(t==="complex64")throw new Error("complex64 dtype TensorBuffers are not supported. Please create a TensorBuffer for the real and imaginary parts separately and call tf.complex(real, imag).");this.values=n||Xi(t,this.size),this.strides=Zt(e)}set(e,...t){t.length===0&&(t=[0]),$(t.length===this.rank,()=>`The number of provided coordinates (${t.length}) must match the rank (${this.rank})`);let n=this.locToIndex(t);this.values[n]=e}get(...e){e.length===0&&(e=[0]);let t=0;for(let o of e){if(o<0||o>=this.shape[t]){let s=`Requested out of range element at ${e}.   Buffer shape=${this.shape}`;throw new Error(s)}t++}let n=e[e.length-1];for(let o=0;o<e.length-1;++o)n+=this.strides[o]*e[o];return this.values[n]}locToIndex(e){if(this.rank===0)return 0;if(this.rank===1)return e[0];let t=e[e.length-1];for(let n=0;n<e.length-1;++n)t+=this.strides[n]*e[n];return t}indexToLoc(e){if(this.rank===0)return[];if(this.rank===1)return[e];let t=new Array(this.shape.length);for(let n=0;n<t.length-1;++n)t[n]=Math.floor(e/this.strides[n]),e-=t[n]*this.strides[n];return t[t.length-1]=e,t}get rank(){return this.shape.length}toTensor(){return zt().makeTensor(this.values,this.shape,this.dtype)}},zt=null,Oo=null,c2=null;function Ux(r){zt=r}function Wx(r){Oo=r}function Vx(r){c2=r}var Je=class{constructor(e,t,n,o){this.kept=!1,this.isDisposedInternal=!1,this.shape=e.slice(),this.dtype=t||"float32",this.size=Ie(e),this.strides=Zt(e),this.dataId=n,this.id=o,this.rankType=this.rank<5?this.rank.toString():"higher"}get rank(){return this.shape.length}async buffer(){let e=await this.data();return Oo.buffer(this.shape,this.dtype,e)}bufferSync(){return Oo.buffer(this.shape,this.dtype,this.dataSync())}async array(){let e=await this.data();return un(this.shape,e,this.dtype==="complex64")}arraySync(){return un(this.shape,this.dataSync(),this.dtype==="complex64")}async data(){this.throwIfDisposed();let e=zt().read(this.dataId);if(this.dtype==="string"){let t=await e;try{return t.map(n=>Mo(n))}catch{throw new Error("Failed to decode the string bytes into utf-8. To get the original bytes, call tensor.bytes().")}}return e}dataToGPU(e){return this.throwIfDisposed(),zt().readToGPU(this.dataId,e)}dataSync(){this.throwIfDisposed();let e=zt().readSync(this.dataId);if(this.dtype==="string")try{return e.map(t=>Mo(t))}catch{throw new Error("Failed to decode the string bytes into utf-8. To get the original bytes, call tensor.bytes().")}return e}async bytes(){this.throwIfDisposed();let e=await zt().read(this.dataId);return this.dtype==="string"?e:new Uint8Array(e.buffer)}dispose(){this.isDisposed||(this.kerasMask&&this.kerasMask.dispose(),zt().disposeTensor(this),this.isDisposedInternal=!0)}get isDisposed(){return this.isDisposedInternal}throwIfDisposed(){if(this.isDisposed)throw new Error("Tensor is disposed.")}print(e=!1){return Oo.print(this,e)}clone(){return this.throwIfDisposed(),Oo.clone(this)}toString(e=!1){let t=this.dataSync();return Bx(t,this.shape,this.dtype,e)}cast(e){return this.throwIfDisposed(),Oo.cast(this,e)}variable(e=!0,t,n){return this.throwIfDisposed(),zt().makeVariable(this,e,t,n)}};Object.defineProperty(Je,Symbol.hasInstance,{value:r=>!!r&&r.data!=null&&r.dataSync!=null&&r.throwIfDisposed!=null});function Of(){return Ts("Tensor",()=>Je)}Of();var hr=class extends Je{constructor(e,t,n,o){super(e.shape,e.dtype,e.dataId,o),this.trainable=t,this.name=n}assign(e){if(e.dtype!==this.dtype)throw new Error(`dtype of the new value (${e.dtype}) and previous value (${this.dtype}) must match`);if(!so(e.shape,this.shape))throw new Error(`shape of the new value (${e.shape}) and previous value (${this.shape}) must match`);zt().disposeTensor(this),this.dataId=e.dataId,zt().incRef(this,null)}dispose(){zt().disposeVariable(this),this.isDisposedInternal=!0}};Object.defineProperty(hr,Symbol.hasInstance,{value:r=>r instanceof Je&&r.assign!=null&&r.assign instanceof Function});var Bf;(function(r){r.R0="R0",r.R1="R1",r.R2="R2",r.R3="R3",r.R4="R4",r.R5="R5",r.R6="R6"})(Bf||(Bf={}));var Lf;(function(r){r.float32="float32",r.int32="int32",r.bool="int32",r.complex64="complex64"})(Lf||(Lf={}));var Uf;(function(r){r.float32="float32",r.int32="int32",r.bool="bool",r.complex64="complex64"})(Uf||(Uf={}));var Wf;(function(r){r.float32="float32",r.int32="float32",r.bool="float32",r.complex64="complex64"})(Wf||(Wf={}));var Vf;(function(r){r.float32="complex64",r.int32="complex64",r.bool="complex64",r.complex64="complex64"})(Vf||(Vf={}));var p2={float32:Wf,int32:Lf,bool:Uf,complex64:Vf};function et(r,e){if(r==="string"||e==="string"){if(r==="string"&&e==="string")return"string";throw new Error(`Can not upcast ${r} with ${e}`)}return p2[r][e]}function En(r){return et(r,"int32")}function al(r){return r!=null&&typeof r=="object"&&"texture"in r&&r.texture instanceof WebGLTexture}function il(r){return typeof GPUBuffer<"u"&&r!=null&&typeof r=="object"&&"buffer"in r&&r.buffer instanceof GPUBuffer}function Pe(r,e){if(r.dtype===e.dtype)return[r,e];let t=et(r.dtype,e.dtype);return[r.cast(t),e.cast(t)]}function ul(r){let e=[];return Gx(r,e,new Set),e}function Gx(r,e,t){if(r==null)return;if(r instanceof Je){e.push(r);return}if(!d2(r))return;let n=r;for(let o in n){let s=n[o];t.has(s)||(t.add(s),Gx(s,e,t))}}function d2(r){return Array.isArray(r)||typeof r=="object"}function Gf(r){return r.kernelName!=null}var ll=class{constructor(){this.registeredVariables={},this.nextTapeNodeId=0,this.numBytes=0,this.numTensors=0,this.numStringTensors=0,this.numDataBuffers=0,this.gradientDepth=0,this.kernelDepth=0,this.scopeStack=[],this.numDataMovesStack=[],this.nextScopeId=0,this.tensorInfo=new WeakMap,this.profiling=!1,this.activeProfile={newBytes:0,newTensors:0,peakBytes:0,kernels:[],result:null,get kernelNames(){return Array.from(new Set(this.kernels.map(e=>e.name)))}}}dispose(){for(let e in this.registeredVariables)this.registeredVariables[e].dispose()}},ya=class r{constructor(e){this.ENV=e,this.registry={},this.registryFactory={},this.pendingBackendInitId=0,this.state=new ll}async ready(){if(this.pendingBackendInit!=null)return this.pendingBackendInit.then(()=>{});if(this.backendInstance!=null)return;let e=this.getSortedBackends();for(let t=0;t<e.length;t++){let n=e[t];if(await this.initializeBackend(n).success){await this.setBackend(n);return}}throw new Error("Could not initialize any backends, all backend initializations failed.")}get backend(){if(this.pendingBackendInit!=null)throw new Error(`Backend '${this.backendName}' has not yet been initialized. Make sure to await tf.ready() or await tf.setBackend() before calling other methods`);if(this.backendInstance==null){let{name:e,asyncInit:t}=this.initializeBackendsAndReturnBest();if(t)throw new Error(`The highest priority backend '${e}' has not yet been initialized. Make sure to await tf.ready() or await tf.setBackend() before calling other methods`);this.setBackend(e)}return this.backendInstance}backendNames(){return Object.keys(this.registryFactory)}findBackend(e){if(!(e in this.registry))if(e in this.registryFactory){let{asyncInit:t}=this.initializeBackend(e);if(t)return null}else return null;return this.registry[e]}findBackendFactory(e){return e in this.registryFactory?this.registryFactory[e].factory:null}registerBackend(e,t,n=1){return e in this.registryFactory?(fr(`${e} backend was already registered. Reusing existing backend factory.`),!1):(this.registryFactory[e]={factory:t,priority:n},!0)}async setBackend(e){if(this.registryFactory[e]==null)throw new Error(`Backend name '${e}' not found in registry`);if(this.backendName=e,this.registry[e]==null){this.backendInstance=null;let{success:t,asyncInit:n}=this.initializeBackend(e);if(!(n?await t:t))return!1}return this.backendInstance=this.registry[e],this.setupRegisteredKernels(),this.profiler=new ol(this.backendInstance),!0}setupRegisteredKernels(){Af(this.backendName).forEach(t=>{t.setupFunc!=null&&t.setupFunc(this.backendInstance)})}disposeRegisteredKernels(e){Af(e).forEach(n=>{n.disposeFunc!=null&&n.disposeFunc(this.registry[e])})}initializeBackend(e){let t=this.registryFactory[e];if(t==null)throw new Error(`Cannot initialize backend ${e}, no registration found.`);try{let n=t.factory();if(n&&!(n instanceof pr)&&typeof n.then=="function"){let o=++this.pendingBackendInitId,s=n.then(i=>o<this.pendingBackendInitId?!1:(this.registry[e]=i,this.pendingBackendInit=null,!0)).catch(i=>(o<this.pendingBackendInitId||(this.pendingBackendInit=null,fr(`Initialization of backend ${e} failed`),fr(i.stack||i.message)),!1));return this.pendingBackendInit=s,{success:s,asyncInit:!0}}else return this.registry[e]=n,{success:!0,asyncInit:!1}}catch(n){return fr(`Initialization of backend ${e} failed`),fr(n.stack||n.message),{success:!1,asyncInit:!1}}}removeBackend(e){if(!(e in this.registryFactory))throw new Error(`${e} backend not found in registry`);this.backendName===e&&this.pendingBackendInit!=null&&this.pendingBackendInitId++,e in this.registry&&(this.disposeRegisteredKernels(e),this.registry[e].dispose(),delete this.registry[e]),delete this.registryFactory[e],this.backendName===e&&(this.pendingBackendInit=null,this.backendName=null,this.backendInstance=null)}getSortedBackends(){if(Object.keys(this.registryFactory).length===0)throw new Error("No backend found in registry.");return Object.keys(this.registryFactory).sort((e,t)=>this.registryFactory[t].priority-this.registryFactory[e].priority)}initializeBackendsAndReturnBest(){let e=this.getSortedBackends();for(let t=0;t<e.length;t++){let n=e[t],{success:o,asyncInit:s}=this.initializeBackend(n);if(s||o)return{name:n,asyncInit:s}}throw new Error("Could not initialize any backends, all backend initializations failed.")}moveData(e,t){let n=this.state.tensorInfo.get(t),o=n.backend,s=this.readSync(t),i=o.refCount(t);o.disposeData(t,!0),n.backend=e,e.move(t,s,n.shape,n.dtype,i),this.shouldCheckForMemLeaks()&&this.state.numDataMovesStack[this.state.numDataMovesStack.length-1]++}tidy(e,t){let n=null;if(t==null){if(typeof e!="function")throw new Error("Please provide a function to tidy()");t=e}else{if(typeof e!="string"&&!(e instanceof String))throw new Error("When calling with two arguments, the first argument to tidy() must be a string");if(typeof t!="function")throw new Error("When calling with two arguments, the 2nd argument to tidy() must be a function");n=e}let o;return this.scopedRun(()=>this.startScope(n),()=>this.endScope(o),()=>(o=t(),o instanceof Promise&&console.error("Cannot return a Promise inside of tidy."),o))}scopedRun(e,t,n){e();try{let o=n();return t(),o}catch(o){throw t(),o}}nextTensorId(){return r.nextTensorId++}nextVariableId(){return r.nextVariableId++}clone(e){let t=N.runKernel(mr,{x:e}),n={x:e},o=i=>({x:()=>{let u="float32",l={x:i},a={dtype:u};return N.runKernel(dr,l,a)}}),s=[];return this.addTapeNode(this.state.activeScope.name,n,[t],o,s,{}),t}runKernel(e,t,n){if(this.backendName==null&&this.backend,!(Ef(e,this.backendName)!=null))throw new Error(`Kernel '${e}' not registered for backend '${this.backendName}'`);return this.runKernelFunc({kernelName:e,inputs:t,attrs:n})}shouldCheckForMemLeaks(){return this.ENV.getBool("IS_TEST")}checkKernelForMemLeak(e,t,n){let o=this.backend.numDataIds(),s=0;n.forEach(l=>{s+=l.dtype==="complex64"?3:1});let i=this.state.numDataMovesStack[this.state.numDataMovesStack.length-1],u=o-t-s-i;if(u>0)throw new Error(`Backend '${this.backendName}' has an internal memory leak (${u} data ids) after running '${e}'`)}runKernelFunc(e){let t,n=[],o=this.isTapeOn(),s=this.state.numBytes,i=this.state.numTensors;this.shouldCheckForMemLeaks()&&this.state.numDataMovesStack.push(0);let u;this.backendName==null&&this.backend;let l,a=Gf(e)?e.kernelName:this.state.activeScope!=null?this.state.activeScope.name:"";if(Gf(e)){let{kernelName:f,inputs:h,attrs:g}=e;this.backendName==null&&this.backend;let x=Ef(f,this.backendName);$(x!=null,()=>`Cannot find registered kernel '${f}' for backend '${this.backendName}'`),u=()=>{let y=this.backend.numDataIds();l=x.kernelFunc({inputs:h,attrs:g,backend:this.backend});let w=Array.isArray(l)?l:[l];this.shouldCheckForMemLeaks()&&this.checkKernelForMemLeak(f,y,w);let v=w.map(_=>_.rank!=null?_:this.makeTensorFromTensorInfo(_));if(o){let _=this.getTensorsForGradient(f,h,v);n=this.saveTensorsForBackwardMode(_)}return v}}else{let{forwardFunc:f}=e,h=g=>{o&&(n=g.map(x=>this.keep(this.clone(x))))};u=()=>{let g=this.backend.numDataIds();l=this.tidy(()=>f(this.backend,h));let x=Array.isArray(l)?l:[l];return this.shouldCheckForMemLeaks()&&this.checkKernelForMemLeak(a,g,x),x}}let{inputs:c,attrs:p}=e,d=Gf(e)?null:e.backwardsFunc,m;return this.scopedRun(()=>this.state.kernelDepth++,()=>this.state.kernelDepth--,()=>{!this.ENV.getBool("DEBUG")&&!this.state.profiling?t=u():(m=this.profiler.profileKernel(a,c,()=>u()),this.ENV.getBool("DEBUG")&&this.profiler.logKernelProfile(m),t=m.outputs)}),o&&this.addTapeNode(a,c,t,d,n,p),this.state.profiling&&this.state.activeProfile.kernels.push({name:a,bytesAdded:this.state.numBytes-s,totalBytesSnapshot:this.state.numBytes,tensorsAdded:this.state.numTensors-i,totalTensorsSnapshot:this.state.numTensors,inputShapes:Object.keys(c).map(f=>c[f]!=null?c[f].shape:null),outputShapes:t.map(f=>f.shape),kernelTimeMs:m.timeMs,extraInfo:m.extraInfo}),Array.isArray(l)?t:t[0]}saveTensorsForBackwardMode(e){return e.map(n=>this.keep(this.clone(n)))}getTensorsForGradient(e,t,n){let o=Rf(e);if(o!=null){let s=o.inputsToSave||[],i=o.outputsToSave||[],u;o.saveAllInputs?($(Array.isArray(t),()=>"saveAllInputs is true, expected inputs to be an array."),u=Object.keys(t).map(a=>t[a])):u=s.map(a=>t[a]);let l=n.filter((a,c)=>i[c]);return u.concat(l)}return[]}makeTensor(e,t,n,o){if(e==null)throw new Error("Values passed to engine.makeTensor() are null");n=n||"float32",o=o||this.backend;let s=e;n==="string"&&io(e[0])&&(s=e.map(l=>Po(l)));let i=o.write(s,t,n),u=new Je(t,n,i,this.nextTensorId());if(this.trackTensor(u,o),n==="string"){let l=this.state.tensorInfo.get(i),a=Cf(s);this.state.numBytes+=a-l.bytes,l.bytes=a}return u}makeTensorFromDataId(e,t,n,o){n=n||"float32";let s={dataId:e,shape:t,dtype:n};return this.makeTensorFromTensorInfo(s,o)}makeTensorFromTensorInfo(e,t){let{dataId:n,shape:o,dtype:s}=e,i=new Je(o,s,n,this.nextTensorId());return this.trackTensor(i,t),i}makeVariable(e,t=!0,n,o){n=n||this.nextVariableId().toString(),o!=null&&o!==e.dtype&&(e=e.cast(o));let s=new hr(e,t,n,this.nextTensorId());if(this.state.registeredVariables[s.name]!=null)throw new Error(`Variable with name ${s.name} was already registered`);return this.state.registeredVariables[s.name]=s,this.incRef(s,this.backend),s}trackTensor(e,t){this.state.numTensors++,e.dtype==="string"&&this.state.numStringTensors++;let n=0;e.dtype!=="complex64"&&e.dtype!=="string"&&(n=e.size*ao(e.dtype)),this.state.numBytes+=n,this.state.tensorInfo.has(e.dataId)||(this.state.numDataBuffers++,this.state.tensorInfo.set(e.dataId,{backend:t||this.backend,dtype:e.dtype,shape:e.shape,bytes:n})),e instanceof hr||this.track(e)}incRef(e,t){this.trackTensor(e,t),this.backend.incRef(e.dataId)}removeDataId(e,t){this.state.tensorInfo.has(e)&&this.state.tensorInfo.get(e).backend===t&&(this.state.tensorInfo.delete(e),this.state.numDataBuffers--)}disposeTensor(e){if(!this.state.tensorInfo.has(e.dataId))return;let t=this.state.tensorInfo.get(e.dataId);if(this.state.numTensors--,e.dtype==="string"&&(this.state.numStringTensors--,this.state.numBytes-=t.bytes),e.dtype!=="complex64"&&e.dtype!=="string"){let n=e.size*ao(e.dtype);this.state.numBytes-=n}t.backend.disposeData(e.dataId)&&this.removeDataId(e.dataId,t.backend)}disposeVariables(){for(let e in this.state.registeredVariables){let t=this.state.registeredVariables[e];this.disposeVariable(t)}}disposeVariable(e){this.disposeTensor(e),this.state.registeredVariables[e.name]!=null&&delete this.state.registeredVariables[e.name]}memory(){let e=this.backend.memory();return e.numTensors=this.state.numTensors,e.numDataBuffers=this.state.numDataBuffers,e.numBytes=this.state.numBytes,this.state.numStringTensors>0&&(e.unreliable=!0,e.reasons==null&&(e.reasons=[]),e.reasons.push("Memory usage by string tensors is approximate (2 bytes per character)")),e}async profile(e){this.state.profiling=!0;let t=this.state.numBytes,n=this.state.numTensors;this.state.activeProfile.kernels=[],this.state.activeProfile.result=await e(),this.state.profiling=!1,this.state.activeProfile.peakBytes=Math.max(...this.state.activeProfile.kernels.map(o=>o.totalBytesSnapshot)),this.state.activeProfile.newBytes=this.state.numBytes-t,this.state.activeProfile.newTensors=this.state.numTensors-n;for(let o of this.state.activeProfile.kernels)o.kernelTimeMs=await o.kernelTimeMs,o.extraInfo=await o.extraInfo;return this.state.activeProfile}isTapeOn(){return this.state.gradientDepth>0&&this.state.kernelDepth===0}addTapeNode(e,t,n,o,s,i){let u={id:this.state.nextTapeNodeId++,kernelName:e,inputs:t,outputs:n,saved:s},l=Rf(e);l!=null&&(o=l.gradFunc),o!=null&&(u.gradient=a=>(a=a.map((c,p)=>{if(c==null){let d=n[p],m=co(d.size,d.dtype);return this.makeTensor(m,d.shape,d.dtype)}return c}),o(a.length>1?a:a[0],s,i))),this.state.activeTape.push(u)}keep(e){return e.kept=!0,e}startTape(){this.state.gradientDepth===0&&(this.state.activeTape=[]),this.state.gradientDepth++}endTape(){this.state.gradientDepth--}startScope(e){let t={track:[],name:"unnamed scope",id:this.state.nextScopeId++};e&&(t.name=e),this.state.scopeStack.push(t),this.state.activeScope=t}endScope(e){let t=ul(e),n=new Set(t.map(s=>s.id));for(let s=0;s<this.state.activeScope.track.length;s++){let i=this.state.activeScope.track[s];!i.kept&&!n.has(i.id)&&i.dispose()}let o=this.state.scopeStack.pop();this.state.activeScope=this.state.scopeStack.length===0?null:this.state.scopeStack[this.state.scopeStack.length-1],t.forEach(s=>{!s.kept&&s.scopeId===o.id&&this.track(s)})}gradients(e,t,n,o=!1){if($(t.length>0,()=>"gradients() received an empty list of xs."),n!=null&&n.dtype!=="float32")throw new Error(`dy must have 'float32' dtype, but has '${n.dtype}'`);let s=this.scopedRun(()=>this.startTape(),()=>this.endTape(),()=>this.tidy("forward",e));$(s instanceof Je,()=>"The result y returned by f() must be a tensor.");let i=Px(this.state.activeTape,t,s);if(!o&&i.length===0&&t.length>0)throw new Error("Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you passed encloses all operations that lead from x to y.");return this.tidy("backward",()=>{let u={};u[s.id]=n??m2(s.shape),Mx(u,i,a=>this.tidy(a),f2);let l=t.map(a=>u[a.id]);return this.state.gradientDepth===0&&(this.state.activeTape.forEach(a=>{for(let c of a.saved)c.dispose()}),this.state.activeTape=null),{value:s,grads:l}})}customGrad(e){return $(uo(e),()=>"The f passed in customGrad(f) must be a function."),(...t)=>{$(t.every(u=>u instanceof Je),()=>"The args passed in customGrad(f)(x1, x2,...) must all be tensors");let n,o={};t.forEach((u,l)=>{o[l]=u});let s=(u,l)=>(n=e(...t,l),$(n.value instanceof Je,()=>"The function f passed in customGrad(f) must return an object where `obj.value` is a tensor"),$(uo(n.gradFunc),()=>"The function f passed in customGrad(f) must return an object where `obj.gradFunc` is a function."),n.value),i=(u,l)=>{let a=n.gradFunc(u,l),c=Array.isArray(a)?a:[a];$(c.length===t.length,()=>"The function f passed in customGrad(f) must return an object where `obj.gradFunc` is a function that returns the same number of tensors as inputs passed to f(...)."),$(c.every(d=>d instanceof Je),()=>"The function f passed in customGrad(f) must return an object where `obj.gradFunc` is a function that returns a list of only tensors.");let p={};return c.forEach((d,m)=>{p[m]=()=>d}),p};return this.runKernelFunc({forwardFunc:s,backwardsFunc:i,inputs:o})}}readSync(e){return this.state.tensorInfo.get(e).backend.readSync(e)}read(e){return this.state.tensorInfo.get(e).backend.read(e)}readToGPU(e,t){return this.state.tensorInfo.get(e).backend.readToGPU(e,t)}async time(e){let t=Tn(),n=await this.backend.time(e);return n.wallMs=Tn()-t,n}track(e){return this.state.activeScope!=null&&(e.scopeId=this.state.activeScope.id,this.state.activeScope.track.push(e)),e}get registeredVariables(){return this.state.registeredVariables}reset(){this.pendingBackendInitId++,this.state.dispose(),this.ENV.reset(),this.state=new ll;for(let e in this.registry)this.disposeRegisteredKernels(e),this.registry[e].dispose(),delete this.registry[e];this.backendName=null,this.backendInstance=null,this.pendingBackendInit=null}};ya.nextTensorId=0;ya.nextVariableId=0;function m2(r){let e=wf(Ie(r),"float32");return N.makeTensor(e,r,"float32")}function zf(){let r=Sf();if(r._tfengine==null){let e=new ks(r);r._tfengine=new ya(e)}return lx(r._tfengine.ENV),Ux(()=>r._tfengine),r._tfengine}var N=zf();function f2(r,e){let t={a:r,b:e};return N.runKernel("Add",t)}var Gr={};Wt(Gr,{isBrowser:()=>qf,isMobile:()=>x2,mockIsMobile:()=>g2});function h2(){return typeof navigator<"u"&&navigator!=null}var Hf;function g2(r){Hf=r}function x2(r){if(Hf!==void 0)return Hf;if(r||h2()){if(r||(r=navigator),r.product==="ReactNative")return!0;let e=r.userAgent||r.vendor||(typeof window<"u"?window.opera:"");if(!e){let t=r;return t.userAgentData&&t.userAgentData.mobile}return/(android|bb\d+|meego).+mobile|avantgo|bada\/|blackberry|blazer|compal|elaine|fennec|hiptop|iemobile|ip(hone|od)|iris|kindle|lge |maemo|midp|mmp|mobile.+firefox|netfront|opera m(ob|in)i|palm( os)?|phone|p(ixi|re)\/|plucker|pocket|psp|series(4|6)0|symbian|treo|up\.(browser|link)|vodafone|wap|windows ce|xda|xiino/i.test(e)||/1207|6310|6590|3gso|4thp|50[1-6]i|770s|802s|a wa|abac|ac(er|oo|s\-)|ai(ko|rn)|al(av|ca|co)|amoi|an(ex|ny|yw)|aptu|ar(ch|go)|as(te|us)|attw|au(di|\-m|r |s )|avan|be(ck|ll|nq)|bi(lb|rd)|bl(ac|az)|br(e|v)w|bumb|bw\-(n|u)|c55\/|capi|ccwa|cdm\-|cell|chtm|cldc|cmd\-|co(mp|nd)|craw|da(it|ll|ng)|dbte|dc\-s|devi|dica|dmob|do(c|p)o|ds(12|\-d)|el(49|ai)|em(l2|ul)|er(ic|k0)|esl8|ez([4-7]0|os|wa|ze)|fetc|fly(\-|_)|g1 u|g560|gene|gf\-5|g\-mo|go(\.w|od)|gr(ad|un)|haie|hcit|hd\-(m|p|t)|hei\-|hi(pt|ta)|hp( i|ip)|hs\-c|ht(c(\-| |_|a|g|p|s|t)|tp)|hu(aw|tc)|i\-(20|go|ma)|i230|iac( |\-|\/)|ibro|idea|ig01|ikom|im1k|inno|ipaq|iris|ja(t|v)a|jbro|jemu|jigs|kddi|keji|kgt( |\/)|klon|kpt |kwc\-|kyo(c|k)|le(no|xi)|lg( g|\/(k|l|u)|50|54|\-[a-w])|libw|lynx|m1\-w|m3ga|m50\/|ma(te|ui|xo)|mc(01|21|ca)|m\-cr|me(rc|ri)|mi(o8|oa|ts)|mmef|mo(01|02|bi|de|do|t(\-| |o|v)|zz)|mt(50|p1|v )|mwbp|mywa|n10[0-2]|n20[2-3]|n30(0|2)|n50(0|2|5)|n7(0(0|1)|10)|ne((c|m)\-|on|tf|wf|wg|wt)|nok(6|i)|nzph|o2im|op(ti|wv)|oran|owg1|p800|pan(a|d|t)|pdxg|pg(13|\-([1-8]|c))|phil|pire|pl(ay|uc)|pn\-2|po(ck|rt|se)|prox|psio|pt\-g|qa\-a|qc(07|12|21|32|60|\-[2-7]|i\-)|qtek|r380|r600|raks|rim9|ro(ve|zo)|s55\/|sa(ge|ma|mm|ms|ny|va)|sc(01|h\-|oo|p\-)|sdk\/|se(c(\-|0|1)|47|mc|nd|ri)|sgh\-|shar|sie(\-|m)|sk\-0|sl(45|id)|sm(al|ar|b3|it|t5)|so(ft|ny)|sp(01|h\-|v\-|v )|sy(01|mb)|t2(18|50)|t6(00|10|18)|ta(gt|lk)|tcl\-|tdg\-|tel(i|m)|tim\-|t\-mo|to(pl|sh)|ts(70|m\-|m3|m5)|tx\-9|up(\.b|g1|si)|utst|v400|v750|veri|vi(rg|te)|vk(40|5[0-3]|\-v)|vm40|voda|vulc|vx(52|53|60|61|70|80|81|83|85|98)|w3c(\-| )|webc|whit|wi(g |nc|nw)|wmlb|wonu|x700|yas\-|your|zeto|zte\-/i.test(e.substr(0,4))}return!1}function qf(){return typeof window<"u"&&window.document!=null||typeof WorkerGlobalScope<"u"}var at=S();at.registerFlag("DEBUG",()=>!1,r=>{r&&console.warn("Debugging mode is ON. The output of every math call will be downloaded to CPU and checked for NaNs. This significantly impacts performance.")});at.registerFlag("IS_BROWSER",()=>qf());at.registerFlag("IS_NODE",()=>typeof process<"u"&&typeof process.versions<"u"&&typeof process.versions.node<"u");at.registerFlag("IS_CHROME",()=>typeof navigator<"u"&&navigator!=null&&navigator.userAgent!=null&&/Chrome/.test(navigator.userAgent)&&/Google Inc/.test(navigator.vendor));at.registerFlag("IS_SAFARI",()=>typeof navigator<"u"&&navigator!=null&&navigator.userAgent!=null&&/Safari/.test(navigator.userAgent)&&/Apple/.test(navigator.vendor));at.registerFlag("PROD",()=>!1);at.registerFlag("TENSORLIKE_CHECK_SHAPE_CONSISTENCY",()=>at.getBool("DEBUG"));at.registerFlag("DEPRECATION_WARNINGS_ENABLED",()=>!0);at.registerFlag("IS_TEST",()=>!1);at.registerFlag("CHECK_COMPUTATION_FOR_ERRORS",()=>at.getBool("DEBUG"));at.registerFlag("WRAP_TO_IMAGEBITMAP",()=>!1);at.registerFlag("CANVAS2D_WILL_READ_FREQUENTLY_FOR_GPU",()=>!1);at.registerFlag("USE_SETTIMEOUTCUSTOM",()=>!1);function Rn(r,e){let t=r;if(Ze(r))return e==="string"?[]:[r.length];if(al(r)){let o=r.channels||"RGBA";return[r.height,r.width*o.length]}else if(il(r))return[r.buffer.size/(e==null?4:ao(e))];if(!Array.isArray(r))return[];let n=[];for(;Array.isArray(t)||Ze(t)&&e!=="string";)n.push(t.length),t=t[0];return Array.isArray(r)&&S().getBool("TENSORLIKE_CHECK_SHAPE_CONSISTENCY")&&Hx(r,n,[]),n}function Hx(r,e,t){if(t=t||[],!Array.isArray(r)&&!Ze(r)){$(e.length===0,()=>`Element arr[${t.join("][")}] is a primitive, but should be an array/TypedArray of ${e[0]} elements`);return}$(e.length>0,()=>`Element arr[${t.join("][")}] should be a primitive, but is an array of ${r.length} elements`),$(r.length===e[0],()=>`Element arr[${t.join("][")}] should have ${e[0]} elements, but has ${r.length} elements`);let n=e.slice(1);for(let o=0;o<r.length;++o)Hx(r[o],n,t.concat(o))}function zx(r,e,t,n){if(r!=="string_or_numeric"){if(r==null)throw new Error("Expected dtype cannot be null.");if(r!=="numeric"&&r!==e||r==="numeric"&&e==="string")throw new Error(`Argument '${t}' passed to '${n}' must be ${r} tensor, but got ${e} tensor`)}}function L(r,e,t,n="numeric"){if(r instanceof Of())return zx(n,r.dtype,e,t),r;let o=Nr(r);if(o!=="string"&&["bool","int32","float32"].indexOf(n)>=0&&(o=n),zx(n,o,e,t),r==null||!Ze(r)&&!Array.isArray(r)&&typeof r!="number"&&typeof r!="boolean"&&typeof r!="string"){let l=r==null?"null":r.constructor.name;throw new Error(`Argument '${e}' passed to '${t}' must be a Tensor or TensorLike, but got '${l}'`)}let s=Rn(r,o);!Ze(r)&&!Array.isArray(r)&&(r=[r]);let u=o!=="string"?Do(r,o):Wr(r,[],!0);return N.makeTensor(u,s,o)}var b2="__op";function G(r){let e=Object.keys(r);if(e.length!==1)throw new Error(`Please provide an object with a single key (operation name) mapping to a function. Got an object with ${e.length} keys.`);let t=e[0],n=r[t];t.endsWith("_")&&(t=t.substring(0,t.length-1)),t=t+b2;let o=(...s)=>{N.startScope(t);try{let i=n(...s);return cn(i)&&console.error("Cannot return a Promise inside of tidy."),N.endScope(i),i}catch(i){throw N.endScope(null),i}};return Object.defineProperty(o,"name",{value:t,configurable:!0}),o}function y2(r,e){let t=L(r,"real","complex"),n=L(e,"imag","complex");Ki(t.shape,n.shape,`real and imag shapes, ${t.shape} and ${n.shape}, must match in call to tf.complex().`);let o={real:t,imag:n};return N.runKernel(Ns,o)}var qx=G({complex_:y2});function zr(r,e,t,n){if(n==null)n=Nr(r);else if(n==="complex64")throw new Error("Cannot construct a complex64 tensor directly. Please use tf.complex(real, imag).");if(il(r)||al(r)){if(n!=="float32"&&n!=="int32")throw new Error(`Creating tensor from GPU data only supports 'float32'|'int32' dtype, while the dtype is ${n}.`);return N.backend.createTensorFromGPUData(r,e||t,n)}if(!Ze(r)&&!Array.isArray(r)&&typeof r!="number"&&typeof r!="boolean"&&typeof r!="string")throw new Error("values passed to tensor(values) must be a number/boolean/string or an array of numbers/booleans/strings, or a TypedArray");if(e!=null){Vt(e);let o=Ie(e),s=Ie(t);$(o===s,()=>`Based on the provided shape, [${e}], the tensor should have ${o} values but has ${s}`);for(let i=0;i<t.length;++i){let u=t[i],l=i===t.length-1?u!==Ie(e.slice(i)):!0;$(t[i]===e[i]||!l,()=>`Error creating a new Tensor. Inferred shape (${t}) does not match the provided shape (${e}). `)}}return!Ze(r)&&!Array.isArray(r)&&(r=[r]),e=e||t,r=n!=="string"?Do(r,n):Wr(r,[],!0),N.makeTensor(r,e,n)}function Ca(r,e,t){let n=Rn(r,t);return zr(r,e,n,t)}var Ct=class r{static join(e){return new r(e).slice()}constructor(e){if(this.shards=[],this.previousShardIndex=0,e==null||(e instanceof Array||(e=[e]),e=e.map(n=>Ze(n)?n.buffer:n),e.length===0))return;this.bufferUniformSize=e[0].byteLength;let t=0;for(let n=0;n<e.length;n++){let o=e[n];n!==e.length-1&&o.byteLength!==this.bufferUniformSize&&(this.bufferUniformSize=void 0);let s=t+o.byteLength;this.shards.push({buffer:o,start:t,end:s}),t=s}this.shards.length===0&&(this.byteLength=0),this.byteLength=this.shards[this.shards.length-1].end}slice(e=0,t=this.byteLength){if(this.shards.length===0)return new ArrayBuffer(0);if(e=isNaN(Number(e))?0:e,t=isNaN(Number(t))?0:t,e=Math.max(0,e),t=Math.min(this.byteLength,t),t<=e)return new ArrayBuffer(0);let n=this.findShardForByte(e);if(n===-1)throw new Error(`Could not find start shard for byte ${e}`);let o=t-e,s=new ArrayBuffer(o),i=new Uint8Array(s),u=0;for(let l=n;l<this.shards.length;l++){let a=this.shards[l],p=e+u-a.start,d=u,f=Math.min(t,a.end)-a.start,h=new Uint8Array(a.buffer,p,f-p);if(i.set(h,d),u+=h.length,t<a.end)break}return s}findShardForByte(e){if(this.shards.length===0||e<0||e>=this.byteLength)return-1;if(this.bufferUniformSize!=null)return this.previousShardIndex=Math.floor(e/this.bufferUniformSize),this.previousShardIndex;function t(o){return e<o.start?-1:e>=o.end?1:0}if(t(this.shards[this.previousShardIndex])===0)return this.previousShardIndex;let n=C2(this.shards,t);return n===-1?-1:(this.previousShardIndex=n,this.previousShardIndex)}};function C2(r,e){let t=0,n=r.length;for(;t<=n;){let o=Math.floor((n-t)/2)+t,s=e(r[o]);if(s===0)return o;s<0?n=o:t=o+1}return-1}function Kx(r){S().getBool("DEPRECATION_WARNINGS_ENABLED")&&console.warn(r+" You can disable deprecation warnings with tf.disableDeprecationWarnings().")}Vx(Kx);function Ht(){return N}function Xx(){return N.memory()}function fe(r,e){return N.tidy(r,e)}function Me(r){ul(r).forEach(t=>t.dispose())}function jx(r){return N.keep(r)}function Yx(r){return N.setBackend(r)}function Qx(){return N.ready()}function cl(r,e,t=1){return N.registerBackend(r,e,t)}var Kf=typeof Buffer<"u"&&(typeof Blob>"u"||typeof atob>"u"||typeof btoa>"u");function Zx(r){return Kf?Buffer.byteLength(r,"utf8"):new Blob([r]).size}function Jx(r){if(Kf)return Buffer.from(r).toString("base64");let e=new Uint8Array(r),t="";for(let n=0,o=e.length;n<o;n++)t+=String.fromCharCode(e[n]);return btoa(t)}function eb(r){if(Kf){let n=Buffer.from(r,"base64");return n.buffer.slice(n.byteOffset,n.byteOffset+n.byteLength)}let e=atob(r),t=new Uint8Array(e.length);for(let n=0;n<e.length;++n)t.set([e.charCodeAt(n)],n);return t.buffer}function pl(r,e){let t={modelTopology:r.modelTopology,format:r.format,generatedBy:r.generatedBy,convertedBy:r.convertedBy,weightsManifest:e};return r.signature!=null&&(t.signature=r.signature),r.userDefinedMetadata!=null&&(t.userDefinedMetadata=r.userDefinedMetadata),r.modelInitializer!=null&&(t.modelInitializer=r.modelInitializer),r.initializerSignature!=null&&(t.initializerSignature=r.initializerSignature),r.trainingConfig!=null&&(t.trainingConfig=r.trainingConfig),t}function tb(r,e,t){let n={modelTopology:r.modelTopology,format:r.format,generatedBy:r.generatedBy,convertedBy:r.convertedBy};if(r.trainingConfig!=null&&(n.trainingConfig=r.trainingConfig),r.weightsManifest!=null){if(!e)throw new Error("modelJSON has weightsManifest but weightSpecs is null");if(!t)throw new Error("modelJSON has weightsManifest but weightData is null");n.weightSpecs=e,n.weightData=t}return r.signature!=null&&(n.signature=r.signature),r.userDefinedMetadata!=null&&(n.userDefinedMetadata=r.userDefinedMetadata),r.modelInitializer!=null&&(n.modelInitializer=r.modelInitializer),r.initializerSignature!=null&&(n.initializerSignature=r.initializerSignature),n}async function dl(r,e){let t,n;return r.weightsManifest!=null&&([t,n]=await e(r.weightsManifest)),tb(r,t,n)}function gr(r){if(r.modelTopology instanceof ArrayBuffer)throw new Error("Expected JSON model topology, received ArrayBuffer.");return{dateSaved:new Date,modelTopologyType:"JSON",modelTopologyBytes:r.modelTopology==null?0:Zx(JSON.stringify(r.modelTopology)),weightSpecsBytes:r.weightSpecs==null?0:Zx(JSON.stringify(r.weightSpecs)),weightDataBytes:r.weightData==null?0:new Ct(r.weightData).byteLength}}function ml(r){let e=[];for(let t of r)e.push(...t.weights);return e}var wt=class r{constructor(){this.saveRouters=[],this.loadRouters=[]}static getInstance(){return r.instance==null&&(r.instance=new r),r.instance}static registerSaveRouter(e){r.getInstance().saveRouters.push(e)}static registerLoadRouter(e){r.getInstance().loadRouters.push(e)}static getSaveHandlers(e){return r.getHandlers(e,"save")}static getLoadHandlers(e,t){return r.getHandlers(e,"load",t)}static getHandlers(e,t,n){let o=[];return(t==="load"?r.getInstance().loadRouters:r.getInstance().saveRouters).forEach(i=>{let u=i(e,n);u!==null&&o.push(u)}),o}};var Xf="tensorflowjs",jf=1,An="models_store",Hr="model_info_store";function rb(){if(!S().getBool("IS_BROWSER"))throw new Error("Failed to obtain IndexedDB factory because the current environmentis not a web browser.");let r=typeof window>"u"?self:window,e=r.indexedDB||r.mozIndexedDB||r.webkitIndexedDB||r.msIndexedDB||r.shimIndexedDB;if(e==null)throw new Error("The current browser does not appear to support IndexedDB.");return e}function Yf(r){let e=r.result;e.createObjectStore(An,{keyPath:"modelPath"}),e.createObjectStore(Hr,{keyPath:"modelPath"})}var er=class{constructor(e){if(this.indexedDB=rb(),e==null||!e)throw new Error("For IndexedDB, modelPath must not be null, undefined or empty.");this.modelPath=e}async save(e){if(e.modelTopology instanceof ArrayBuffer)throw new Error("BrowserLocalStorage.save() does not support saving model topology in binary formats yet.");return this.databaseAction(this.modelPath,e)}async load(){return this.databaseAction(this.modelPath)}databaseAction(e,t){return new Promise((n,o)=>{let s=this.indexedDB.open(Xf,jf);s.onupgradeneeded=()=>Yf(s),s.onsuccess=()=>{let i=s.result;if(t==null){let u=i.transaction(An,"readonly"),a=u.objectStore(An).get(this.modelPath);a.onsuccess=()=>{if(a.result==null)return i.close(),o(new Error(`Cannot find model with path '${this.modelPath}' in IndexedDB.`));n(a.result.modelArtifacts)},a.onerror=c=>(i.close(),o(a.error)),u.oncomplete=()=>i.close()}else{t.weightData=Ct.join(t.weightData);let u=gr(t),l=i.transaction(Hr,"readwrite"),a=l.objectStore(Hr),c;try{c=a.put({modelPath:this.modelPath,modelArtifactsInfo:u})}catch(d){return o(d)}let p;c.onsuccess=()=>{p=i.transaction(An,"readwrite");let d=p.objectStore(An),m;try{m=d.put({modelPath:this.modelPath,modelArtifacts:t,modelArtifactsInfo:u})}catch(f){return o(f)}m.onsuccess=()=>n({modelArtifactsInfo:u}),m.onerror=f=>{a=l.objectStore(Hr);let h=a.delete(this.modelPath);h.onsuccess=()=>(i.close(),o(m.error)),h.onerror=g=>(i.close(),o(m.error))}},c.onerror=d=>(i.close(),o(c.error)),l.oncomplete=()=>{p==null?i.close():p.oncomplete=()=>i.close()}}},s.onerror=i=>o(s.error)})}};er.URL_SCHEME="indexeddb://";var nb=r=>S().getBool("IS_BROWSER")&&!Array.isArray(r)&&r.startsWith(er.URL_SCHEME)?v2(r.slice(er.URL_SCHEME.length)):null;wt.registerSaveRouter(nb);wt.registerLoadRouter(nb);function v2(r){return new er(r)}function I2(r){return r.startsWith(er.URL_SCHEME)?r.slice(er.URL_SCHEME.length):r}var fl=class{constructor(){this.indexedDB=rb()}async listModels(){return new Promise((e,t)=>{let n=this.indexedDB.open(Xf,jf);n.onupgradeneeded=()=>Yf(n),n.onsuccess=()=>{let o=n.result,s=o.transaction(Hr,"readonly"),u=s.objectStore(Hr).getAll();u.onsuccess=()=>{let l={};for(let a of u.result)l[a.modelPath]=a.modelArtifactsInfo;e(l)},u.onerror=l=>(o.close(),t(u.error)),s.oncomplete=()=>o.close()},n.onerror=o=>t(n.error)})}async removeModel(e){return e=I2(e),new Promise((t,n)=>{let o=this.indexedDB.open(Xf,jf);o.onupgradeneeded=()=>Yf(o),o.onsuccess=()=>{let s=o.result,i=s.transaction(Hr,"readwrite"),u=i.objectStore(Hr),l=u.get(e),a;l.onsuccess=()=>{if(l.result==null)return s.close(),n(new Error(`Cannot find model with path '${e}' in IndexedDB.`));{let c=u.delete(e),p=()=>{a=s.transaction(An,"readwrite");let m=a.objectStore(An).delete(e);m.onsuccess=()=>t(l.result.modelArtifactsInfo),m.onerror=f=>n(l.error)};c.onsuccess=p,c.onerror=d=>(p(),s.close(),n(l.error))}},l.onerror=c=>(s.close(),n(l.error)),i.oncomplete=()=>{a==null?s.close():a.oncomplete=()=>s.close()}},o.onerror=s=>n(o.error)})}};var xr="/",Bo="tensorflowjs_models",ob="info",S2="model_topology",_2="weight_specs",k2="weight_data",T2="model_metadata";function sb(r){return{info:[Bo,r,ob].join(xr),topology:[Bo,r,S2].join(xr),weightSpecs:[Bo,r,_2].join(xr),weightData:[Bo,r,k2].join(xr),modelMetadata:[Bo,r,T2].join(xr)}}function ab(r){for(let e of Object.values(r))window.localStorage.removeItem(e)}function E2(r){let e=r.split(xr);if(e.length<3)throw new Error(`Invalid key format: ${r}`);return e.slice(1,e.length-1).join(xr)}function R2(r){return r.startsWith(tr.URL_SCHEME)?r.slice(tr.URL_SCHEME.length):r}var tr=class{constructor(e){if(!S().getBool("IS_BROWSER")||typeof window>"u"||typeof window.localStorage>"u")throw new Error("The current environment does not support local storage.");if(this.LS=window.localStorage,e==null||!e)throw new Error("For local storage, modelPath must not be null, undefined or empty.");this.modelPath=e,this.keys=sb(this.modelPath)}async save(e){if(e.modelTopology instanceof ArrayBuffer)throw new Error("BrowserLocalStorage.save() does not support saving model topology in binary formats yet.");{let t=JSON.stringify(e.modelTopology),n=JSON.stringify(e.weightSpecs),o=gr(e),s=Ct.join(e.weightData);try{this.LS.setItem(this.keys.info,JSON.stringify(o)),this.LS.setItem(this.keys.topology,t),this.LS.setItem(this.keys.weightSpecs,n),this.LS.setItem(this.keys.weightData,Jx(s));let i={format:e.format,generatedBy:e.generatedBy,convertedBy:e.convertedBy,signature:e.signature!=null?e.signature:void 0,userDefinedMetadata:e.userDefinedMetadata!=null?e.userDefinedMetadata:void 0,modelInitializer:e.modelInitializer!=null?e.modelInitializer:void 0,initializerSignature:e.initializerSignature!=null?e.initializerSignature:void 0,trainingConfig:e.trainingConfig!=null?e.trainingConfig:void 0};return this.LS.setItem(this.keys.modelMetadata,JSON.stringify(i)),{modelArtifactsInfo:o}}catch{throw ab(this.keys),new Error(`Failed to save model '${this.modelPath}' to local storage: size quota being exceeded is a possible cause of this failure: modelTopologyBytes=${o.modelTopologyBytes}, weightSpecsBytes=${o.weightSpecsBytes}, weightDataBytes=${o.weightDataBytes}.`)}}}async load(){let e=JSON.parse(this.LS.getItem(this.keys.info));if(e==null)throw new Error(`In local storage, there is no model with name '${this.modelPath}'`);if(e.modelTopologyType!=="JSON")throw new Error("BrowserLocalStorage does not support loading non-JSON model topology yet.");let t={},n=JSON.parse(this.LS.getItem(this.keys.topology));if(n==null)throw new Error(`In local storage, the topology of model '${this.modelPath}' is missing.`);t.modelTopology=n;let o=JSON.parse(this.LS.getItem(this.keys.weightSpecs));if(o==null)throw new Error(`In local storage, the weight specs of model '${this.modelPath}' are missing.`);t.weightSpecs=o;let s=this.LS.getItem(this.keys.modelMetadata);if(s!=null){let u=JSON.parse(s);t.format=u.format,t.generatedBy=u.generatedBy,t.convertedBy=u.convertedBy,u.signature!=null&&(t.signature=u.signature),u.userDefinedMetadata!=null&&(t.userDefinedMetadata=u.userDefinedMetadata),u.modelInitializer!=null&&(t.modelInitializer=u.modelInitializer),u.initializerSignature!=null&&(t.initializerSignature=u.initializerSignature),u.trainingConfig!=null&&(t.trainingConfig=u.trainingConfig)}let i=this.LS.getItem(this.keys.weightData);if(i==null)throw new Error(`In local storage, the binary weight values of model '${this.modelPath}' are missing.`);return t.weightData=eb(i),t}};tr.URL_SCHEME="localstorage://";var ib=r=>S().getBool("IS_BROWSER")&&!Array.isArray(r)&&r.startsWith(tr.URL_SCHEME)?A2(r.slice(tr.URL_SCHEME.length)):null;wt.registerSaveRouter(ib);wt.registerLoadRouter(ib);function A2(r){return new tr(r)}var hl=class{constructor(){$(S().getBool("IS_BROWSER"),()=>"Current environment is not a web browser"),$(typeof window>"u"||typeof window.localStorage<"u",()=>"Current browser does not appear to support localStorage"),this.LS=window.localStorage}async listModels(){let e={},t=Bo+xr,n=xr+ob;for(let o=0;o<this.LS.length;++o){let s=this.LS.key(o);if(s.startsWith(t)&&s.endsWith(n)){let i=E2(s);e[i]=JSON.parse(this.LS.getItem(s))}}return e}async removeModel(e){e=R2(e);let t=sb(e);if(this.LS.getItem(t.info)==null)throw new Error(`Cannot find model at path '${e}'`);let n=JSON.parse(this.LS.getItem(t.info));return ab(t),n}};var ub="://",wa=class r{constructor(){this.managers={}}static getInstance(){return r.instance==null&&(r.instance=new r),r.instance}static registerManager(e,t){$(e!=null,()=>"scheme must not be undefined or null."),e.endsWith(ub)&&(e=e.slice(0,e.indexOf(ub))),$(e.length>0,()=>"scheme must not be an empty string.");let n=r.getInstance();$(n.managers[e]==null,()=>`A model store manager is already registered for scheme '${e}'.`),n.managers[e]=t}static getManager(e){let t=r.getInstance().managers[e];if(t==null)throw new Error(`Cannot find model manager for scheme '${e}'`);return t}static getSchemes(){return Object.keys(r.getInstance().managers)}};var Qf=class{constructor(){this.messageName="setTimeoutCustom",this.functionRefs=[],this.handledMessageCount=0,this.hasEventListener=!1}fetch(e,t){return fetch(e,t)}now(){return performance.now()}encode(e,t){if(t!=="utf-8"&&t!=="utf8")throw new Error(`Browser's encoder only supports utf-8, but got ${t}`);return this.textEncoder==null&&(this.textEncoder=new TextEncoder),this.textEncoder.encode(e)}decode(e,t){return new TextDecoder(t).decode(e)}setTimeoutCustom(e,t){if(typeof window>"u"||!S().getBool("USE_SETTIMEOUTCUSTOM")){setTimeout(e,t);return}this.functionRefs.push(e),setTimeout(()=>{window.postMessage({name:this.messageName,index:this.functionRefs.length-1},"*")},t),this.hasEventListener||(this.hasEventListener=!0,window.addEventListener("message",n=>{if(n.source===window&&n.data.name===this.messageName){n.stopPropagation();let o=this.functionRefs[n.data.index];o(),this.handledMessageCount++,this.handledMessageCount===this.functionRefs.length&&(this.functionRefs=[],this.handledMessageCount=0)}},!0))}isTypedArray(e){return tl(e)}};if(S().get("IS_BROWSER")){S().setPlatform("browser",new Qf);try{wa.registerManager(tr.URL_SCHEME,new hl)}catch{}try{wa.registerManager(er.URL_SCHEME,new fl)}catch{}}var N2={importFetch:()=>lb()},Zf;var Jf=class{constructor(){this.util=Ar("util"),this.textEncoder=new this.util.TextEncoder}fetch(e,t){return S().global.fetch!=null?S().global.fetch(e,t):(Zf==null&&(Zf=N2.importFetch()),Zf(e,t))}now(){let e=process.hrtime();return e[0]*1e3+e[1]/1e6}encode(e,t){if(t!=="utf-8"&&t!=="utf8")throw new Error(`Node built-in encoder only supports utf-8, but got ${t}`);return this.textEncoder.encode(e)}decode(e,t){return e.length===0?"":new this.util.TextDecoder(t).decode(e)}isTypedArray(e){return this.util.types.isFloat32Array(e)||this.util.types.isInt32Array(e)||this.util.types.isUint8Array(e)||this.util.types.isUint8ClampedArray(e)}};S().get("IS_NODE")&&!S().get("IS_BROWSER")&&S().setPlatform("node",new Jf);function be(r,e="float32",t){return e=e||"float32",Vt(r),new Jt(r,e,t)}function $2(r,e){let t=L(r,"x","cast");if(!yf(e))throw new Error(`Failed to cast to unknown dtype ${e}`);if(e==="string"&&t.dtype!=="string"||e!=="string"&&t.dtype==="string")throw new Error("Only strings can be casted to strings");let n={x:t},o={dtype:e};return N.runKernel(dr,n,o)}var br=G({cast_:$2});function F2(r){let t={x:L(r,"x","clone","string_or_numeric")};return N.runKernel(mr,t)}var qr=G({clone_:F2});function cb(r,e=!1){console.log(r.toString(e))}zf();var D2={buffer:be,cast:br,clone:qr,print:cb};Wx(D2);function P2(r,e){let t=L(r,"a","add"),n=L(e,"b","add");[t,n]=Pe(t,n);let o={a:t,b:n};return N.runKernel("Add",o)}var re=G({add_:P2});function M2(r,e){let t=L(r,"a","floorDiv"),n=L(e,"b","floorDiv");[t,n]=Pe(t,n);let o={a:t,b:n};return N.runKernel($r,o)}var pb=G({floorDiv_:M2});function O2(r,e){let t=L(r,"a","div"),n=L(e,"b","div");if([t,n]=Pe(t,n),t.dtype==="int32"&&n.dtype==="int32")return pb(t,n);let o={a:t,b:n},s={};return N.runKernel(fo,o,s)}var it=G({div_:O2});function B2(r,e){let t=L(r,"a","mul"),n=L(e,"b","mul");[t,n]=Pe(t,n);let o={a:t,b:n};return N.runKernel(Dr,o)}var te=G({mul_:B2});function L2(r){let e=L(r,"x","abs");if(e.dtype==="complex64"){let t={x:e};return N.runKernel(lu,t)}else{let t={x:e};return N.runKernel("Abs",t)}}var db=G({abs_:L2});function U2(r,e,t,n,o="NHWC",s){let i=r[3],u=[...e,i],l=fb(o);return $n(r,u,t,s,n,null,null,l)}function W2(r,e,t,n,o,s,i="channelsLast"){let[u,l]=va(e),a;if(i==="channelsLast")a=[u,l,r[3],r[3]];else if(i==="channelsFirst")a=[u,l,r[1],r[1]];else throw new Error(`Unknown dataFormat ${i}`);return $n(r,a,t,n,o,s,!1,i)}function V2(r,e,t,n,o,s,i="NDHWC"){let[u,l,a]=eh(e),c,p;if(i==="NDHWC")p="channelsLast",c=[u,l,a,r[4],r[4]];else if(i==="NCDHW")p="channelsFirst",c=[u,l,a,r[1],r[1]];else throw new Error(`Unknown dataFormat ${i}`);return mb(r,c,t,n,o,!1,p,s)}function $n(r,e,t,n,o,s,i=!1,u="channelsLast"){let[l,a,c,p]=[-1,-1,-1,-1];if(u==="channelsLast")[l,a,c,p]=r;else if(u==="channelsFirst")[l,p,a,c]=r;else throw new Error(`Unknown dataFormat ${u}`);let[d,m,,f]=e,[h,g]=va(t),[x,y]=va(n),w=Uo(d,x),v=Uo(m,y),{padInfo:_,outHeight:T,outWidth:R}=H2(o,a,c,h,g,w,v,s,u),A=i?f*p:f,F;return u==="channelsFirst"?F=[l,A,T,R]:u==="channelsLast"&&(F=[l,T,R,A]),{batchSize:l,dataFormat:u,inHeight:a,inWidth:c,inChannels:p,outHeight:T,outWidth:R,outChannels:A,padInfo:_,strideHeight:h,strideWidth:g,filterHeight:d,filterWidth:m,effectiveFilterHeight:w,effectiveFilterWidth:v,dilationHeight:x,dilationWidth:y,inShape:r,outShape:F,filterShape:e}}function mb(r,e,t,n,o,s=!1,i="channelsLast",u){let[l,a,c,p,d]=[-1,-1,-1,-1,-1];if(i==="channelsLast")[l,a,c,p,d]=r;else if(i==="channelsFirst")[l,d,a,c,p]=r;else throw new Error(`Unknown dataFormat ${i}`);let[m,f,h,,g]=e,[x,y,w]=eh(t),[v,_,T]=eh(n),R=Uo(m,v),A=Uo(f,_),F=Uo(h,T),{padInfo:D,outDepth:O,outHeight:W,outWidth:Q}=q2(o,a,c,p,x,y,w,R,A,F,u),oe=s?g*d:g,ue;return i==="channelsFirst"?ue=[l,oe,O,W,Q]:i==="channelsLast"&&(ue=[l,O,W,Q,oe]),{batchSize:l,dataFormat:i,inDepth:a,inHeight:c,inWidth:p,inChannels:d,outDepth:O,outHeight:W,outWidth:Q,outChannels:oe,padInfo:D,strideDepth:x,strideHeight:y,strideWidth:w,filterDepth:m,filterHeight:f,filterWidth:h,effectiveFilterDepth:R,effectiveFilterHeight:A,effectiveFilterWidth:F,dilationDepth:v,dilationHeight:_,dilationWidth:T,inShape:r,outShape:ue,filterShape:e}}function G2(r,e,t,n,o){n==null&&(n=th(r,e,t));let s=r[0],i=r[1],u=Ia((s-e+2*n)/t+1,o),l=Ia((i-e+2*n)/t+1,o);return[u,l]}function z2(r,e,t,n,o,s){o==null&&(o=th(r,e[0],n[0]));let i=[0,0,0,t];for(let u=0;u<3;u++)r[u]+2*o>=e[u]&&(i[u]=Ia((r[u]-e[u]+2*o)/n[u]+1,s));return i}function th(r,e,t,n=1){let o=Uo(e,n);return Math.floor((r[0]*(t-1)-t+o)/2)}function va(r){return typeof r=="number"?[r,r,r]:r.length===2?[r[0],r[1],1]:r}function eh(r){return typeof r=="number"?[r,r,r]:r}function Uo(r,e){return e<=1?r:r+(r-1)*(e-1)}function H2(r,e,t,n,o,s,i,u,l){let a,c,p;if(typeof r=="number"){a={top:r,bottom:r,left:r,right:r,type:r===0?"VALID":"NUMBER"};let m=G2([e,t],s,n,r,u);c=m[0],p=m[1]}else if(r==="same"){c=Math.ceil(e/n),p=Math.ceil(t/o);let d=Math.max(0,(c-1)*n+s-e),m=Math.max(0,(p-1)*o+i-t),f=Math.floor(d/2),h=d-f,g=Math.floor(m/2),x=m-g;a={top:f,bottom:h,left:g,right:x,type:"SAME"}}else if(r==="valid")a={top:0,bottom:0,left:0,right:0,type:"VALID"},c=Math.ceil((e-s+1)/n),p=Math.ceil((t-i+1)/o);else if(typeof r=="object"){let d=l==="channelsLast"?r[1][0]:r[2][0],m=l==="channelsLast"?r[1][1]:r[2][1],f=l==="channelsLast"?r[2][0]:r[3][0],h=l==="channelsLast"?r[2][1]:r[3][1];a={top:d,bottom:m,left:f,right:h,type:d===0&&m===0&&f===0&&h===0?"VALID":"EXPLICIT"},c=Ia((e-s+d+m)/n+1,u),p=Ia((t-i+f+h)/o+1,u)}else throw Error(`Unknown padding parameter: ${r}`);return{padInfo:a,outHeight:c,outWidth:p}}function q2(r,e,t,n,o,s,i,u,l,a,c){let p,d,m,f;if(r==="valid"&&(r=0),typeof r=="number"){p={top:r,bottom:r,left:r,right:r,front:r,back:r,type:r===0?"VALID":"NUMBER"};let g=z2([e,t,n,1],[u,l,a],1,[o,s,i],r,c);d=g[0],m=g[1],f=g[2]}else if(r==="same"){d=Math.ceil(e/o),m=Math.ceil(t/s),f=Math.ceil(n/i);let h=(d-1)*o+u-e,g=(m-1)*s+l-t,x=(f-1)*i+a-n,y=Math.floor(h/2),w=h-y,v=Math.floor(g/2),_=g-v,T=Math.floor(x/2),R=x-T;p={top:v,bottom:_,left:T,right:R,front:y,back:w,type:"SAME"}}else throw Error(`Unknown padding parameter: ${r}`);return{padInfo:p,outDepth:d,outHeight:m,outWidth:f}}function Ia(r,e){if(!e)return Math.trunc(r);switch(e){case"round":return Math.round(r);case"ceil":return Math.ceil(r);case"floor":return Math.floor(r);default:throw new Error(`Unknown roundingMode ${e}`)}}function Nn(r){let[e,t,n]=va(r);return e===1&&t===1&&n===1}function qt(r,e){return Nn(r)||Nn(e)}function gl(r){return va(r).every(e=>e>0)}function fb(r){if(r==="NHWC")return"channelsLast";if(r==="NCHW")return"channelsFirst";throw new Error(`Unknown dataFormat ${r}`)}function tt(r,e,t){if(t!=null){if(typeof e=="string")throw Error(`Error in ${r}: pad must be an integer when using dimRoundingMode ${t} but got pad ${e}.`);if(typeof e=="number")$(_s(e),()=>`Error in ${r}: pad must be an integer when using dimRoundingMode ${t} but got pad ${e}.`);else if(typeof e=="object")e.forEach(n=>{n.forEach(o=>{$(_s(o),()=>`Error in ${r}: pad must be an integer when using dimRoundingMode ${t} but got pad ${o}.`)})});else throw Error(`Error in ${r}: Unknown padding parameter: ${e}`)}}function K2(r,e){let n={x:L(r,"x","reshape","string_or_numeric")},o={shape:e};return N.runKernel(To,n,o)}var ee=G({reshape_:K2});function X2(r,e,t,n,o){let s=L(r,"x","avgPool","float32"),i=1;$(qt(t,i),()=>`Error in avgPool: Either strides or dilations must be 1. Got strides ${t} and dilations '${i}'`);let u=s,l=!1;s.rank===3&&(l=!0,u=ee(s,[1,s.shape[0],s.shape[1],s.shape[2]])),$(u.rank===4,()=>`Error in avgPool: x must be rank 4 but got rank ${u.rank}.`),tt("avgPool",n,o);let a={x:u},c={filterSize:e,strides:t,pad:n,dimRoundingMode:o},p=N.runKernel(pn,a,c);return p=br(p,s.dtype),l?ee(p,[p.shape[1],p.shape[2],p.shape[3]]):p}var rh=G({avgPool_:X2});function j2(r,e,t=!1,n=!1){let o=L(r,"a","matMul"),s=L(e,"b","matMul");[o,s]=Pe(o,s);let i={a:o,b:s},u={transposeA:t,transposeB:n};return N.runKernel(dn,i,u)}var Rt=G({matMul_:j2});function Y2(r){let t={x:L(r,"x","sigmoid","float32")};return N.runKernel(Pr,t)}var hb=G({sigmoid_:Y2});function Q2(r,e){let t=L(r,"broadcastTo","x"),n=t.shape;if(Vt(e),e.length<t.rank)throw new Error(`broadcastTo(): shape.length=${e.length} < input.rank=${t.rank}.`);if(e.length>t.rank){let a=t.shape.slice();for(;a.length<e.length;)a.unshift(1);t=ee(t,a)}let o=t.shape,s=Array.from(e);for(let a=e.length-1;a>=0;a--)if(o[a]===e[a])s[a]=1;else if(t.shape[a]!==1)throw new Error(`broadcastTo(): [${n}] cannot be broadcast to [${e}].`);if(s.map((a,c)=>a>1?c:-1).filter(a=>a>=0).length===0)return qr(t);let u={x:t},l={reps:s};return N.runKernel(wn,u,l)}var nh=G({broadcastTo_:Q2});function gb(r,e,t){Vt(r),t=t||Nr(e);let n={shape:r,value:e,dtype:t};return N.runKernel(xo,{},n)}function Z2(r,e,t,n,o="NHWC",s=[1,1],i){let u=L(r,"x","conv2d","float32"),l=L(e,"filter","conv2d","float32"),a=u,c=!1;u.rank===3&&(c=!0,a=ee(u,[1,u.shape[0],u.shape[1],u.shape[2]])),$(a.rank===4,()=>`Error in conv2d: input must be rank 4, but got rank ${a.rank}.`),$(l.rank===4,()=>`Error in conv2d: filter must be rank 4, but got rank ${l.rank}.`),tt("conv2d",n,i);let p=o==="NHWC"?a.shape[3]:a.shape[1];$(p===l.shape[2],()=>`Error in conv2d: depth of input (${p}) must match input depth for filter ${l.shape[2]}.`),$(qt(t,s),()=>`Error in conv2D: Either strides or dilations must be 1. Got strides ${t} and dilations '${s}'`),$(gl(s),()=>"Error in conv2D: Dilated rates should be larger than 0."),$(gl(t),()=>"Error in conv2D: Strides should be larger than 0.");let d={x:a,filter:l},m={strides:t,pad:n,dataFormat:o,dilations:s,dimRoundingMode:i},f=N.runKernel(mn,d,m);return c?ee(f,[f.shape[1],f.shape[2],f.shape[3]]):f}var xb=G({conv2d_:Z2});function J2(r,e,t,n,o,s="NHWC",i){$(r.length===e.rank,()=>`Length of inShape (${r.length}) and rank of dy (${e.rank}) must match`);let u=r,l=e,a=!1;e.rank===3&&(a=!0,l=ee(e,[1,e.shape[0],e.shape[1],e.shape[2]]),u=[1,r[0],r[1],r[2]]),$(u.length===4,()=>`Error in conv2dDerInput: inShape must be length 4, but got length ${u.length}.`),$(l.rank===4,()=>`Error in conv2dDerInput: dy must be rank 4, but got rank ${l.rank}`),$(t.rank===4,()=>`Error in conv2dDerInput: filter must be rank 4, but got rank ${t.rank}`);let c=s==="NHWC"?u[3]:u[1],p=s==="NHWC"?l.shape[3]:l.shape[1];$(c===t.shape[2],()=>`Error in conv2dDerInput: depth of input (${c}) must match input depth for filter ${t.shape[2]}.`),$(p===t.shape[3],()=>`Error in conv2dDerInput: depth of output (${p}) must match output depth for filter ${t.shape[3]}.`),tt("conv2dDerInput",o,i);let d={dy:l,filter:t},m={strides:n,pad:o,dataFormat:s,dimRoundingMode:i,inputShape:u},f=N.runKernel(fn,d,m);return a?ee(f,[f.shape[1],f.shape[2],f.shape[3]]):f}var bb=G({conv2DBackpropInput_:J2});function eR(r,e,t,n,o="NHWC",s=[1,1],i){let u=L(r,"x","depthwiseConv2d","float32"),l=L(e,"filter","depthwiseConv2d","float32"),a=u,c=!1;u.rank===3&&(c=!0,a=ee(u,[1,u.shape[0],u.shape[1],u.shape[2]])),$(a.rank===4,()=>`Error in depthwiseConv2d: input must be rank 4, but got rank ${a.rank}.`),$(l.rank===4,()=>`Error in depthwiseConv2d: filter must be rank 4, but got rank ${l.rank}.`);let p=o==="NHWC"?a.shape[3]:a.shape[1];$(p===l.shape[2],()=>`Error in depthwiseConv2d: number of input channels (${p}) must match the inChannels dimension in filter ${l.shape[2]}.`),tt("depthwiseConv2d",n,i);let d={x:a,filter:l},m={strides:t,pad:n,dataFormat:o,dilations:s,dimRoundingMode:i},f=N.runKernel(hn,d,m);return c?ee(f,[f.shape[1],f.shape[2],f.shape[3]]):f}var yb=G({depthwiseConv2d_:eR});var Ot={};Wt(Ot,{assertAndGetBroadcastShape:()=>Mt,getBroadcastDims:()=>Cb,getReductionAxes:()=>xl});function Cb(r,e){let t=r.length,n=[];for(let o=0;o<t;o++){let s=t-1-o,i=r[s]||1;(e[e.length-1-o]||1)>1&&i===1&&n.unshift(s)}return n}function xl(r,e){let t=[];for(let n=0;n<e.length;n++){let o=r[r.length-n-1],s=e.length-n-1,i=e[s];(o==null||o===1&&i>1)&&t.unshift(s)}return t}function Mt(r,e){let t=Math.max(r.length,e.length),n=new Array(t);for(let o=0;o<t;o++){let s=r[r.length-o-1];s==null&&(s=1);let i=e[e.length-o-1];if(i==null&&(i=1),s===1)n[t-o-1]=i;else if(i===1)n[t-o-1]=s;else if(s!==i){let u=`Operands could not be broadcast together with shapes ${r} and ${e}.`;throw Error(u)}else n[t-o-1]=s}return n}function tR(r){let t={x:L(r,"x","zerosLike")};return N.runKernel(No,t)}var ut=G({zerosLike_:tR});function rR(r){let t={x:L(r,"x","elu","float32")};return N.runKernel("Elu",t)}var wb=G({elu_:rR});function oh(r,e){for(let t=0;t<r.length;++t)if(r[r.length-t-1]!==e-1-t)return!1;return!0}function vb(r,e,t){let n=r.length+e.length,o=[],s=0,i=0;for(let u=0;u<n;u++)t.indexOf(u)===-1?o.push(r[s++]):o.push(e[i++]);return o}function nR(r,e){let t=[],n=r.length;for(let s=0;s<n;s++)e.indexOf(s)===-1&&t.push(r[s]);let o=e.map(s=>r[s]);return[t,o]}function oR(r,e){let t=e.map(n=>1);return vb(r,t,e)}function sR(r,e,t){$(oh(e,t),()=>`${r} supports only inner-most axes for now. Got axes ${e} and rank-${t} input.`)}function aR(r,e){if(oh(r,e))return null;let t=[];for(let n=0;n<e;++n)r.indexOf(n)===-1&&t.push(n);return r.forEach(n=>t.push(n)),t}function iR(r){return r.map((e,t)=>[t,e]).sort((e,t)=>e[1]-t[1]).map(e=>e[0])}function uR(r,e){let t=[];for(let n=e-r;n<e;++n)t.push(n);return t}function lR(r,e){let t=L(r,"base","pow"),n=L(e,"exp","pow");[t,n]=Pe(t,n);let o={a:t,b:n};return N.runKernel("Pow",o)}var sh=G({pow_:lR});function lt(r,e){if((Ze(r)&&e!=="string"||Array.isArray(r))&&e!=="complex64")throw new Error("Error creating a new Scalar: value must be a primitive (number|boolean|string)");if(e==="string"&&Ze(r)&&!(r instanceof Uint8Array))throw new Error("When making a scalar from encoded string, the value must be `Uint8Array`.");return zr(r,[],[],e)}function cR(r){let t={x:L(r,"x","sqrt","float32")};return N.runKernel(Mr,t)}var Kt=G({sqrt_:cR});function pR(r){let e=L(r,"x","square"),t={};return N.runKernel("Square",{x:e},t)}var Xt=G({square_:pR});function dR(r,e=null,t=!1){let n=L(r,"x","sum");n.dtype==="bool"&&(n=br(n,"int32"));let o={x:n},s={axis:e,keepDims:t};return N.runKernel("Sum",o,s)}var Ib=G({sum_:dR});function mR(r,e=.2){let n={x:L(r,"x","leakyRelu")},o={alpha:e};return N.runKernel(gn,n,o)}var Sb=G({leakyRelu_:mR});function _b(r,e){$(uo(r),()=>"The f passed in variableGrads(f) must be a function"),$(e==null||Array.isArray(e)&&e.every(a=>a instanceof hr),()=>"The varList passed in variableGrads(f, varList) must be an array of variables");let t=e!=null;if(!t){e=[];for(let a in N.registeredVariables)e.push(N.registeredVariables[a])}let n=t?e.filter(a=>!a.trainable):null,o=e.length;e=e.filter(a=>a.trainable),$(e.length>0,()=>`variableGrads() expects at least one of the input variables to be trainable, but none of the ${o} variables is trainable.`);let s=!0,{value:i,grads:u}=N.gradients(r,e,null,s);$(u.some(a=>a!=null),()=>"Cannot find a connection between any variable and the result of the loss function y=f(x). Please make sure the operations that use variables are inside the function f passed to minimize()."),$(i.rank===0,()=>`The f passed in variableGrads(f) must return a scalar, but it returned a rank-${i.rank} tensor`);let l={};return e.forEach((a,c)=>{u[c]!=null&&(l[a.name]=u[c])}),n?.forEach(a=>l[a.name]=null),{value:i,grads:l}}function yr(r){return N.customGrad(r)}function fR(r,e){let t=L(r,"a","sub"),n=L(e,"b","sub");[t,n]=Pe(t,n);let o={a:t,b:n};return N.runKernel("Sub",o)}var Cr=G({sub_:fR});function hR(r,e,t,n,o){let s=L(r,"x","maxPool"),i=1,u=s,l=!1;s.rank===3&&(l=!0,u=ee(s,[1,s.shape[0],s.shape[1],s.shape[2]])),$(u.rank===4,()=>`Error in maxPool: input must be rank 4 but got rank ${u.rank}.`),$(qt(t,i),()=>`Error in maxPool: Either strides or dilations must be 1. Got strides ${t} and dilations '${i}'`),tt("maxPool",n,o);let a={x:u},c={filterSize:e,strides:t,pad:n,dimRoundingMode:o},p=N.runKernel(xn,a,c);return l?ee(p,[p.shape[1],p.shape[2],p.shape[3]]):p}var ah=G({maxPool_:hR});function gR(r,e){let t=L(r,"a","maximum"),n=L(e,"b","maximum");[t,n]=Pe(t,n),t.dtype==="bool"&&(t=br(t,"int32"),n=br(n,"int32")),Mt(t.shape,n.shape);let o={a:t,b:n};return N.runKernel(Fr,o)}var kb=G({maximum_:gR});function _a(r,e="float32"){if(Vt(r),e==="complex64"){let n=_a(r,"float32"),o=_a(r,"float32");return qx(n,o)}let t=co(Ie(r),e);return N.makeTensor(t,r,e)}function xR(r,e,t=0){let n=L(r,"x","pad");if(n.rank===0)throw new Error("pad(scalar) is not defined. Pass non-scalar to pad");let o={paddings:e,constantValue:t},s={x:n};return N.runKernel(bn,s,o)}var ih=G({pad_:xR});function bR(r,e){let t=L(r,"x","prelu"),n=L(e,"alpha","prelu"),o={x:t,alpha:n};return N.runKernel(yn,o)}var Tb=G({prelu_:bR});function yR(r){let t={x:L(r,"x","relu")};return N.runKernel(ko,t)}var ka=G({relu_:yR});function CR(r){let t={x:L(r,"x","relu6")};return N.runKernel(Eo,t)}var Eb=G({relu6_:CR});function wR(r,e=0){let n={x:L(r,"x","step")},o={alpha:e};return N.runKernel(vn,n,o)}var Rb=G({step_:wR});function vR(r,e,t,n,o=0,s=0,i=0,u=0,l=0){let c={x:L(r,"x","stridedSlice","string_or_numeric")},p={begin:e,end:t,strides:n,beginMask:o,endMask:s,ellipsisMask:i,newAxisMask:u,shrinkAxisMask:l};return N.runKernel(Cn,c,p)}var uh=G({stridedSlice_:vR});function Ta(r,e){Ss(r);let t=Rn(r,e);if(t.length!==1)throw new Error("tensor1d() requires values to be a flat/TypedArray");return zr(r,null,t,e)}function Cl(r,e,t){if(Ss(r),e!=null&&e.length!==4)throw new Error("tensor4d() requires shape to have four numbers");let n=Rn(r,t);if(n.length!==4&&n.length!==1)throw new Error("tensor4d() requires values to be number[][][][] or flat/TypedArray");if(n.length===1&&e==null)throw new Error("tensor4d() requires shape to be provided when `values` are a flat array");return zr(r,e,n,t)}var Vo={};Wt(Vo,{calculateShapes:()=>Nb,validateInput:()=>Ab,validateUpdateShape:()=>lh});function lh(r,e,t){let n=e.rank>1?e.shape[e.rank-1]:1,o=e.rank>1?e.rank-1:1,s=`Must have updates.shape = indices.shape[:batchDim] + shape[sliceDim:], got updates.shape: ${t.shape}, indices.shape: ${e.shape}, shape: ${r}, sliceDim: ${n}, and batchDim: ${o}.`;if(t.rank<o)throw new Error(s+` update.rank < ${o}. `);if(r.length<n+(t.rank-o))throw new Error(s+` Output shape length < ${n+(t.rank-o)}`);if(t.rank!==o+r.length-n)throw new Error(s+` update.rank != ${o+r.length-n}`);for(let i=0;i<o;++i)if(t.shape[i]!==e.shape[i])throw new Error(s+` updates.shape[${i}] (${t.shape[i]}) != indices.shape[${i}] (${e.shape[i]}).`);for(let i=0;i<t.rank-o;++i)if(t.shape[i+o]!==r[i+n])throw new Error(s+` updates.shape[${i+o}] (${t.shape[i+o]}) != shape[${i+o}] (${r[i+o]})`)}function Ab(r,e,t){if(e.rank<1)throw new Error(`tf.scatterND() expects the indices to be rank 1 or higher, but the rank was ${e.rank}.`);if(r.rank<1)throw new Error(`tf.scatterND() expects the updates to be rank 1 or higher, but the rank was ${r.rank}.`);if(e.dtype!=="int32")throw new Error(`The dtype of 'indices' should be int32, but got dtype: ${e.dtype}`);if(t.length<1)throw new Error(`Output rank must be greater or equal to 1, but got shape: ${t}`);if(t.length===0){if(e.size===0)throw new Error(`Indices specified for empty output. indices shape: ${e.shape}`);if(r.size===0)throw new Error(`Updates specified for empty output. updates shape: ${r.shape}`)}lh(t,e,r)}function Nb(r,e,t){let n=e.shape.length,o=n>1?e.shape[n-1]:1,s=t.length,i=1;for(let p=o;p<s;++p)i*=t[p];let u=o<1?1:o,l=Ie(e.shape)/u,a=[...Zt(t.slice(0,o)),1],c=Ie(t);return{sliceRank:o,numUpdates:l,sliceSize:i,strides:a,outputSize:c}}function $b(r,e){let t=[];for(let s=0;s<e.length;s++)e[s]&&t.push(s);let n=be(r,"int32"),o=be([t.length,r.length],"int32");for(let s=0;s<t.length;s++){let i=n.indexToLoc(t[s]),u=s*r.length;o.values.set(i,u)}return o.toTensor()}var wl={};Wt(wl,{conv2d:()=>Db,depthwiseConv2d:()=>Ob,matMul:()=>Bb});function IR(r,e,t,n,o,s="NHWC",i){let u=r;r.rank===3&&(u=ee(r,[1,r.shape[0],r.shape[1],r.shape[2]]));let l=e;l.rank===3&&(l=ee(e,[1,e.shape[0],e.shape[1],e.shape[2]])),$(u.rank===4,()=>`Error in conv2dDerFilter: input must be rank 4, but got shape ${u.shape}.`),$(l.rank===4,()=>`Error in conv2dDerFilter: dy must be rank 4, but got shape ${l.shape}.`),$(t.length===4,()=>`Error in conv2dDerFilter: filterShape must be length 4, but got ${t}.`);let a=s==="NHWC"?u.shape[3]:u.shape[1],c=s==="NHWC"?l.shape[3]:l.shape[1];$(a===t[2],()=>`Error in conv2dDerFilter: depth of input ${a}) must match input depth in filter (${t[2]}.`),$(c===t[3],()=>`Error in conv2dDerFilter: depth of dy (${c}) must match output depth for filter (${t[3]}).`),tt("conv2dDerFilter",o,i);let p={x:u,dy:l},d={strides:n,pad:o,dataFormat:s,dimRoundingMode:i,filterShape:t};return N.runKernel(pu,p,d)}var Fb=G({conv2DBackpropFilter_:IR});function Fn(r,e,t){if(t==null||t==="linear")return r;if(t==="relu")return te(r,Rb(e));throw new Error(`Cannot compute gradient for fused activation ${t}.`)}function Dn(r,e){let t=e,n=xl(r.shape,e.shape);return n.length>0&&(t=Ib(t,n)),ee(t,r.shape)}function Pn(r,e,t,n){if(e==="linear")return r;if(e==="relu")return ka(r);if(e==="elu")return wb(r);if(e==="relu6")return Eb(r);if(e==="prelu")return Tb(r,t);if(e==="leakyrelu")return Sb(r,n);if(e==="sigmoid")return hb(r);throw new Error(`Unknown fused activation ${e}.`)}var Mn=(r,e)=>!(r>0)||e==="linear";function SR({x:r,filter:e,strides:t,pad:n,dataFormat:o="NHWC",dilations:s=[1,1],dimRoundingMode:i,bias:u,activation:l="linear",preluActivationWeights:a,leakyreluAlpha:c}){if(l=l||"linear",Mn(N.state.gradientDepth,l)===!1){$(o==="NHWC",()=>`Error in fused conv2d: got dataFormat of ${o} but only NHWC is currently supported for the case of gradient depth is 0 and the activation is not linear.`);let T=xb(r,e,t,n,o,s,i);return u!=null&&(T=re(T,u)),Pn(T,l,a,c)}let p=L(r,"x","conv2d","float32"),d=L(e,"filter","conv2d","float32"),m=p,f=!1;p.rank===3&&(f=!0,m=ee(p,[1,p.shape[0],p.shape[1],p.shape[2]])),$(m.rank===4,()=>`Error in fused conv2d: input must be rank 4, but got rank ${m.rank}.`),$(d.rank===4,()=>`Error in fused conv2d: filter must be rank 4, but got rank ${d.rank}.`),tt("fused conv2d",n,i);let h=o==="NHWC"?m.shape[3]:m.shape[1];$(d.shape[2]===h,()=>`Error in conv2d: depth of input (${h}) must match input depth for filter ${d.shape[2]}.`),$(qt(t,s),()=>`Error in conv2D: Either strides or dilations must be 1. Got strides ${t} and dilations '${s}'`);let g=$n(m.shape,d.shape,t,s,n,i),x;u!=null&&(x=L(u,"bias","fused conv2d"),[x]=Pe(x,p),o==="NHWC"?Mt(g.outShape,x.shape):($(x.shape.length<=1,()=>`Error in fused conv2d: only supports scalar or 1-D Tensor bias for NCHW format but got the bias of rank-${x.shape.length}.`),$(x.shape.length===0||x.shape[0]===g.outChannels||x.shape[0]===1,()=>`Error in fused conv2d: bias shape (${x.shape}) is not compatible with the number of output channels (${g.outChannels})`)));let y;if(a!=null){let T=a.shape;if($(T.length<=1||T.length===3,()=>`Error in fused conv2d: only supports scalar, 1-D Tensor or 3-D Tensor PReLU activation weights but got a tensor of rank-${T.length}.`),T.length===1)$(T[0]===1||T[0]===g.outChannels,()=>`Error in fused conv2d: PReLU activation weights (${T}) is not compatible with the number of output channels (${g.outChannels}).`);else if(T.length===3)try{Mt(T,g.outShape)}catch{let A=`Error in fused conv2d: PReLU activation weights (${T}) is not compatible with the output shape of the conv2d (${g.outShape}).`;throw Error(A)}y=L(a,"prelu weights","fused conv2d")}let w=(T,R)=>{$(o==="NHWC",()=>`Error in gradient of fused conv2D: got dataFormat of ${o} but only NHWC is currently supported.`);let[A,F,D,O]=R,W=Fn(T,D,l);$(Nn(s),()=>`Error in gradient of fused conv2D: dilation rates greater than 1 are not yet supported in gradients. Got dilations '${s}'`);let Q=bb(F.shape,W,A,t,n),oe=Fb(F,W,A.shape,t,n),ue=[Q,oe];if(O!=null){let ge=Dn(O,W);ue.push(ge)}return ue},v={x:m,filter:d,bias:x,preluActivationWeights:y},_={strides:t,pad:n,dataFormat:o,dilations:s,dimRoundingMode:i,activation:l,leakyreluAlpha:c};return u==null?yr((R,A,F)=>{let D=N.runKernel(Br,v,_);return F([A,R,D]),f&&(D=ee(D,[D.shape[1],D.shape[2],D.shape[3]])),{value:D,gradFunc:w}})(m,d):yr((R,A,F,D)=>{let O=N.runKernel(Br,v,_);return D([A,R,O,F]),f&&(O=ee(O,[O.shape[1],O.shape[2],O.shape[3]])),{value:O,gradFunc:w}})(m,d,x)}var Db=G({fusedConv2d_:SR});function _R(r,e,t,n,o,s=[1,1],i){let u=r;r.rank===3&&(u=ee(r,[1,r.shape[0],r.shape[1],r.shape[2]]));let l=e;l.rank===3&&(l=ee(e,[1,e.shape[0],e.shape[1],e.shape[2]]));let a={x:u,dy:l},c={strides:n,pad:o,dimRoundingMode:i,dilations:s,filterShape:t};return N.runKernel(fu,a,c)}var Pb=G({depthwiseConv2dNativeBackpropFilter_:_R});function kR(r,e,t,n,o,s=[1,1],i){let u=e,l=!1;e.rank===3&&(l=!0,u=ee(e,[1,e.shape[0],e.shape[1],e.shape[2]]));let a={dy:u,filter:t},c={strides:n,pad:o,dimRoundingMode:i,dilations:s,inputShape:r},p=N.runKernel(hu,a,c);return l?ee(p,[p.shape[1],p.shape[2],p.shape[3]]):p}var Mb=G({depthwiseConv2dNativeBackpropInput_:kR});function TR({x:r,filter:e,strides:t,pad:n,dataFormat:o="NHWC",dilations:s=[1,1],dimRoundingMode:i,bias:u,activation:l="linear",preluActivationWeights:a,leakyreluAlpha:c}){if(Mn(N.state.gradientDepth,l)===!1){let _=yb(r,e,t,n,o,s,i);return u!=null&&(_=re(_,u)),Pn(_,l,a,c)}let p=L(r,"x","depthwiseConv2d","float32"),d=L(e,"filter","depthwiseConv2d","float32"),m=p,f=!1;p.rank===3&&(f=!0,m=ee(p,[1,p.shape[0],p.shape[1],p.shape[2]])),$(m.rank===4,()=>`Error in fused depthwiseConv2d: input must be rank 4, but got rank ${m.rank}.`),$(d.rank===4,()=>`Error in fused depthwiseConv2d: filter must be rank 4, but got rank ${d.rank}.`),$(m.shape[3]===d.shape[2],()=>`Error in fused depthwiseConv2d: number of input channels (${m.shape[3]}) must match the inChannels dimension in filter ${d.shape[2]}.`),s==null&&(s=[1,1]),$(qt(t,s),()=>`Error in fused depthwiseConv2d: Either strides or dilations must be 1. Got strides ${t} and dilations '${s}'`),tt("fused depthwiseConv2d",n,i);let h=$n(m.shape,d.shape,t,s,n,i,!0),g;u!=null&&(g=L(u,"bias","fused conv2d"),[g]=Pe(g,p),Mt(h.outShape,g.shape));let x;a!=null&&(x=L(a,"prelu weights","fused depthwiseConv2d"));let y=(_,T)=>{$(Nn(s),()=>`Error in gradient of fused depthwiseConv2d: dilation rates greater than 1 are not yet supported. Got dilations '${s}'`);let[R,A,F,D]=T,O=Fn(_,F,l),W=Mb(A.shape,O,R,t,n,s,i),Q=Pb(A,O,R.shape,t,n,s,i);if(D!=null){let oe=Dn(g,O);return[W,Q,oe]}return[W,Q]},w={x:m,filter:d,bias:g,preluActivationWeights:x},v={strides:t,pad:n,dataFormat:o,dilations:s,dimRoundingMode:i,activation:l,leakyreluAlpha:c};return u==null?yr((T,R,A)=>{let F=N.runKernel(Lr,w,v);return A([R,T,F]),f&&(F=ee(F,[F.shape[1],F.shape[2],F.shape[3]])),{value:F,gradFunc:y}})(m,d):yr((T,R,A,F)=>{let D=N.runKernel(Lr,w,v);return F([R,T,D,A]),f&&(D=ee(D,[D.shape[1],D.shape[2],D.shape[3]])),{value:D,gradFunc:y}})(m,d,g)}var Ob=G({fusedDepthwiseConv2d_:TR});function ER({a:r,b:e,transposeA:t=!1,transposeB:n=!1,bias:o,activation:s="linear",preluActivationWeights:i,leakyreluAlpha:u=.2}){if(Mn(N.state.gradientDepth,s)===!1){let O=Rt(r,e,t,n);return o!=null&&(O=re(O,o)),Pn(O,s,i,u)}let l=L(r,"a","fused matMul"),a=L(e,"b","fused matMul");[l,a]=Pe(l,a);let c=t?l.shape[l.rank-2]:l.shape[l.rank-1],p=n?a.shape[a.rank-1]:a.shape[a.rank-2],d=t?l.shape[l.rank-1]:l.shape[l.rank-2],m=n?a.shape[a.rank-2]:a.shape[a.rank-1],f=l.shape.slice(0,-2),h=a.shape.slice(0,-2),g=Ie(f),x=Ie(h);$(c===p,()=>`Error in fused matMul: inner shapes (${c}) and (${p}) of Tensors with shapes ${l.shape} and ${a.shape} and transposeA=${t} and transposeB=${n} must match.`);let w=Mt(l.shape.slice(0,-2),a.shape.slice(0,-2)).concat([d,m]),v=t?ee(l,[g,c,d]):ee(l,[g,d,c]),_=n?ee(a,[x,m,p]):ee(a,[x,p,m]),T;o!=null&&(T=L(o,"bias","fused matMul"),[T]=Pe(T,l),Mt(w,T.shape));let R;i!=null&&(R=L(i,"prelu weights","fused matMul"));let A=(O,W)=>{let[Q,oe,ue,ge]=W,ne=Fn(ee(O,ue.shape),ue,s),xe,$e;if(!t&&!n?(xe=Rt(ne,oe,!1,!0),$e=Rt(Q,ne,!0,!1)):!t&&n?(xe=Rt(ne,oe,!1,!1),$e=Rt(ne,Q,!0,!1)):t&&!n?(xe=Rt(oe,ne,!1,!0),$e=Rt(Q,ne,!1,!1)):(xe=Rt(oe,ne,!0,!0),$e=Rt(ne,Q,!0,!0)),o!=null){let Ve=Dn(ge,ne);return[xe,$e,Ve]}else return[xe,$e]},F={a:v,b:_,bias:T,preluActivationWeights:R},D={transposeA:t,transposeB:n,activation:s,leakyreluAlpha:u};return o==null?yr((W,Q,oe)=>{let ue=N.runKernel(Or,F,D);return oe([W,Q,ue]),{value:ee(ue,w),gradFunc:A}})(v,_):yr((W,Q,oe,ue)=>{let ge=N.runKernel(Or,F,D);return ue([W,Q,ge,oe]),{value:ee(ge,w),gradFunc:A}})(v,_,T)}var Bb=G({fusedMatMul_:ER});function Lb(r,e,t){let n=RR(r,e,t),o=n<0?-(n+1):n;r.splice(o,0,e)}function RR(r,e,t){return NR(r,e,t||AR)}function AR(r,e){return r>e?1:r<e?-1:0}function NR(r,e,t){let n=0,o=r.length,s=0,i=!1;for(;n<o;){s=n+(o-n>>>1);let u=t(e,r[s]);u>0?n=s+1:(o=s,i=!u)}return i?n:-n-1}function Wb(r,e,t,n,o){return ch(r,e,t,n,o,0)}function Vb(r,e,t,n,o,s){return ch(r,e,t,n,o,0,!1,s,!0)}function Gb(r,e,t,n,o,s){return ch(r,e,t,n,o,s,!0)}function ch(r,e,t,n,o,s,i=!1,u=!1,l=!1){let a=[];for(let g=0;g<e.length;g++)e[g]>o&&a.push({score:e[g],boxIndex:g,suppressBeginIndex:0});a.sort(Ub);let c=s>0?-.5/s:0,p=[],d=[];for(;p.length<t&&a.length>0;){let g=a.pop(),{score:x,boxIndex:y,suppressBeginIndex:w}=g;if(x<o)break;let v=!1;for(let _=p.length-1;_>=w;--_){let T=$R(r,y,p[_]);if(T>=n){v=!0;break}if(g.score=g.score*FR(n,c,T),g.score<=o)break}g.suppressBeginIndex=p.length,v||(g.score===x?(p.push(y),d.push(g.score)):g.score>o&&Lb(a,g,Ub))}let m=p.length,f=t-m;u&&f>0&&(p.push(...new Array(f).fill(0)),d.push(...new Array(f).fill(0)));let h={selectedIndices:p};return i&&(h.selectedScores=d),l&&(h.validOutputs=m),h}function $R(r,e,t){let n=r.subarray(e*4,e*4+4),o=r.subarray(t*4,t*4+4),s=Math.min(n[0],n[2]),i=Math.min(n[1],n[3]),u=Math.max(n[0],n[2]),l=Math.max(n[1],n[3]),a=Math.min(o[0],o[2]),c=Math.min(o[1],o[3]),p=Math.max(o[0],o[2]),d=Math.max(o[1],o[3]),m=(u-s)*(l-i),f=(p-a)*(d-c);if(m<=0||f<=0)return 0;let h=Math.max(s,a),g=Math.max(i,c),x=Math.min(u,p),y=Math.min(l,d),w=Math.max(x-h,0)*Math.max(y-g,0);return w/(m+f-w)}function FR(r,e,t){let n=Math.exp(e*t*t);return t<=r?n:0}function Ub(r,e){return r.score-e.score||r.score===e.score&&e.boxIndex-r.boxIndex}var DR=new Map,PR=new Map,vl=class{getClassName(){return this.constructor.className}static fromConfig(e,t){return new e(t)}},ph=class r{constructor(){this.classNameMap={}}static getMap(){return r.instance==null&&(r.instance=new r),r.instance}static register(e){r.getMap().classNameMap[e.className]=[e,e.fromConfig]}};function zb(r,e,t){$(r.className!=null,()=>"Class being registered does not have the static className property defined."),$(typeof r.className=="string",()=>"className is required to be a string, but got type "+typeof r.className),$(r.className.length>0,()=>"Class being registered has an empty-string as its className, which is disallowed."),typeof e>"u"&&(e="Custom"),typeof t>"u"&&(t=r.className);let n=t,o=e+">"+n;return ph.register(r),DR.set(o,r),PR.set(r,o),r}var ct=class extends vl{minimize(e,t=!1,n){let{value:o,grads:s}=this.computeGradients(e,n);if(n!=null){let i=n.map(u=>({name:u.name,tensor:s[u.name]}));this.applyGradients(i)}else this.applyGradients(s);return Me(s),t?o:(o.dispose(),null)}get iterations(){return this.iterations_==null&&(this.iterations_=0),this.iterations_}incrementIterations(){this.iterations_=this.iterations+1}computeGradients(e,t){return _b(e,t)}dispose(){this.iterations_!=null&&Me(this.iterations_)}async saveIterations(){return this.iterations_==null&&(this.iterations_=0),{name:"iter",tensor:lt(this.iterations_,"int32")}}async getWeights(){throw new Error("getWeights() is not implemented for this optimizer yet.")}async setWeights(e){throw new Error(`setWeights() is not implemented for this optimizer class ${this.getClassName()}`)}async extractIterations(e){return this.iterations_=(await e[0].tensor.data())[0],e.slice(1)}};Object.defineProperty(ct,Symbol.hasInstance,{value:r=>r.minimize!=null&&r.computeGradients!=null&&r.applyGradients!=null});var Il=class extends ct{static get className(){return"Adadelta"}constructor(e,t,n=null){super(),this.learningRate=e,this.rho=t,this.epsilon=n,this.accumulatedGrads=[],this.accumulatedUpdates=[],n==null&&(this.epsilon=N.backend.epsilon())}applyGradients(e){(Array.isArray(e)?e.map(n=>n.name):Object.keys(e)).forEach((n,o)=>{let s=N.registeredVariables[n],i=!1;this.accumulatedGrads[o]==null&&(this.accumulatedGrads[o]={originalName:`${n}/accum_grad`,variable:fe(()=>ut(s).variable(i))}),this.accumulatedUpdates[o]==null&&(this.accumulatedUpdates[o]={originalName:`${n}/accum_var`,variable:fe(()=>ut(s).variable(i))});let u=Array.isArray(e)?e[o].tensor:e[n];if(u==null)return;let l=this.accumulatedGrads[o].variable,a=this.accumulatedUpdates[o].variable;fe(()=>{let c=re(te(l,this.rho),te(Xt(u),1-this.rho)),p=te(it(Kt(re(a,this.epsilon)),Kt(re(l,this.epsilon))),u),d=re(te(a,this.rho),te(Xt(p),1-this.rho));l.assign(c),a.assign(d);let m=re(te(p,-this.learningRate),s);s.assign(m)})}),this.incrementIterations()}dispose(){this.accumulatedUpdates!=null&&(Me(this.accumulatedGrads.map(e=>e.variable)),Me(this.accumulatedUpdates.map(e=>e.variable)))}async getWeights(){let e=[...this.accumulatedGrads,...this.accumulatedUpdates];return[await this.saveIterations()].concat(e.map(t=>({name:t.originalName,tensor:t.variable})))}async setWeights(e){e=await this.extractIterations(e);let t=e.length/2,n=!1;this.accumulatedGrads=e.slice(0,t).map(o=>({originalName:o.name,variable:o.tensor.variable(n)})),this.accumulatedUpdates=e.slice(t,t*2).map(o=>({originalName:o.name,variable:o.tensor.variable(n)}))}getConfig(){return{learningRate:this.learningRate,rho:this.rho,epsilon:this.epsilon}}static fromConfig(e,t){return new e(t.learningRate,t.rho,t.epsilon)}};var Sl=class extends ct{static get className(){return"Adagrad"}constructor(e,t=.1){super(),this.learningRate=e,this.initialAccumulatorValue=t,this.accumulatedGrads=[]}applyGradients(e){(Array.isArray(e)?e.map(n=>n.name):Object.keys(e)).forEach((n,o)=>{let s=N.registeredVariables[n];this.accumulatedGrads[o]==null&&(this.accumulatedGrads[o]={originalName:`${n}/accumulator`,variable:fe(()=>gb(s.shape,this.initialAccumulatorValue).variable(!1))});let i=Array.isArray(e)?e[o].tensor:e[n];if(i==null)return;let u=this.accumulatedGrads[o].variable;fe(()=>{let l=re(u,Xt(i));u.assign(l);let a=re(te(it(i,Kt(re(l,N.backend.epsilon()))),-this.learningRate),s);s.assign(a)})}),this.incrementIterations()}dispose(){this.accumulatedGrads!=null&&Me(this.accumulatedGrads.map(e=>e.variable))}async getWeights(){return[await this.saveIterations()].concat(this.accumulatedGrads.map(e=>({name:e.originalName,tensor:e.variable})))}async setWeights(e){e=await this.extractIterations(e);let t=!1;this.accumulatedGrads=e.map(n=>({originalName:n.name,variable:n.tensor.variable(t)}))}getConfig(){return{learningRate:this.learningRate,initialAccumulatorValue:this.initialAccumulatorValue}}static fromConfig(e,t){return new e(t.learningRate,t.initialAccumulatorValue)}};var _l=class extends ct{static get className(){return"Adam"}constructor(e,t,n,o=null){super(),this.learningRate=e,this.beta1=t,this.beta2=n,this.epsilon=o,this.accumulatedFirstMoment=[],this.accumulatedSecondMoment=[],fe(()=>{this.accBeta1=lt(t).variable(),this.accBeta2=lt(n).variable()}),o==null&&(this.epsilon=N.backend.epsilon())}applyGradients(e){let t=Array.isArray(e)?e.map(n=>n.name):Object.keys(e);fe(()=>{let n=Cr(1,this.accBeta1),o=Cr(1,this.accBeta2);t.forEach((s,i)=>{let u=N.registeredVariables[s],l=!1;this.accumulatedFirstMoment[i]==null&&(this.accumulatedFirstMoment[i]={originalName:`${s}/m`,variable:fe(()=>ut(u).variable(l))}),this.accumulatedSecondMoment[i]==null&&(this.accumulatedSecondMoment[i]={originalName:`${s}/v`,variable:fe(()=>ut(u).variable(l))});let a=Array.isArray(e)?e[i].tensor:e[s];if(a==null)return;let c=this.accumulatedFirstMoment[i].variable,p=this.accumulatedSecondMoment[i].variable,d=re(te(c,this.beta1),te(a,1-this.beta1)),m=re(te(p,this.beta2),te(Xt(a),1-this.beta2)),f=it(d,n),h=it(m,o);c.assign(d),p.assign(m);let g=re(te(it(f,re(Kt(h),this.epsilon)),-this.learningRate),u);u.assign(g)}),this.accBeta1.assign(te(this.accBeta1,this.beta1)),this.accBeta2.assign(te(this.accBeta2,this.beta2))}),this.incrementIterations()}dispose(){this.accBeta1.dispose(),this.accBeta2.dispose(),this.accumulatedFirstMoment!=null&&Me(this.accumulatedFirstMoment.map(e=>e.variable)),this.accumulatedSecondMoment!=null&&Me(this.accumulatedSecondMoment.map(e=>e.variable))}async getWeights(){let e=[...this.accumulatedFirstMoment,...this.accumulatedSecondMoment];return[await this.saveIterations()].concat(e.map(t=>({name:t.originalName,tensor:t.variable})))}async setWeights(e){e=await this.extractIterations(e),fe(()=>{this.accBeta1.assign(sh(this.beta1,this.iterations_+1)),this.accBeta2.assign(sh(this.beta2,this.iterations_+1))});let t=e.length/2,n=!1;this.accumulatedFirstMoment=e.slice(0,t).map(o=>({originalName:o.name,variable:o.tensor.variable(n)})),this.accumulatedSecondMoment=e.slice(t,t*2).map(o=>({originalName:o.name,variable:o.tensor.variable(n)}))}getConfig(){return{learningRate:this.learningRate,beta1:this.beta1,beta2:this.beta2,epsilon:this.epsilon}}static fromConfig(e,t){return new e(t.learningRate,t.beta1,t.beta2,t.epsilon)}};var kl=class extends ct{static get className(){return"Adamax"}constructor(e,t,n,o=null,s=0){super(),this.learningRate=e,this.beta1=t,this.beta2=n,this.epsilon=o,this.decay=s,this.accumulatedFirstMoment=[],this.accumulatedWeightedInfNorm=[],fe(()=>{this.iteration=lt(0).variable(),this.accBeta1=lt(t).variable()}),o==null&&(this.epsilon=N.backend.epsilon())}applyGradients(e){let t=Array.isArray(e)?e.map(n=>n.name):Object.keys(e);fe(()=>{let n=Cr(1,this.accBeta1),o=it(-this.learningRate,re(te(this.iteration,this.decay),1));t.forEach((s,i)=>{let u=N.registeredVariables[s],l=!1;this.accumulatedFirstMoment[i]==null&&(this.accumulatedFirstMoment[i]={originalName:`${s}/m`,variable:ut(u).variable(l)}),this.accumulatedWeightedInfNorm[i]==null&&(this.accumulatedWeightedInfNorm[i]={originalName:`${s}/v`,variable:ut(u).variable(l)});let a=Array.isArray(e)?e[i].tensor:e[s];if(a==null)return;let c=this.accumulatedFirstMoment[i].variable,p=this.accumulatedWeightedInfNorm[i].variable,d=re(te(c,this.beta1),te(a,1-this.beta1)),m=te(p,this.beta2),f=db(a),h=kb(m,f);c.assign(d),p.assign(h);let g=re(te(it(o,n),it(d,re(h,this.epsilon))),u);u.assign(g)}),this.iteration.assign(re(this.iteration,1)),this.accBeta1.assign(te(this.accBeta1,this.beta1))}),this.incrementIterations()}dispose(){this.accBeta1.dispose(),this.iteration.dispose(),this.accumulatedFirstMoment!=null&&Me(this.accumulatedFirstMoment.map(e=>e.variable)),this.accumulatedWeightedInfNorm!=null&&Me(this.accumulatedWeightedInfNorm.map(e=>e.variable))}async getWeights(){throw new Error("getWeights() is not implemented for Adamax yet.")}async setWeights(e){throw new Error("setWeights() is not implemented for Adamax yet.")}getConfig(){return{learningRate:this.learningRate,beta1:this.beta1,beta2:this.beta2,epsilon:this.epsilon,decay:this.decay}}static fromConfig(e,t){return new e(t.learningRate,t.beta1,t.beta2,t.epsilon,t.decay)}};var Go=class extends ct{static get className(){return"SGD"}constructor(e){super(),this.learningRate=e,this.setLearningRate(e)}applyGradients(e){(Array.isArray(e)?e.map(n=>n.name):Object.keys(e)).forEach((n,o)=>{let s=Array.isArray(e)?e[o].tensor:e[n];if(s==null)return;let i=N.registeredVariables[n];fe(()=>{let u=re(te(this.c,s),i);i.assign(u)})}),this.incrementIterations()}setLearningRate(e){this.learningRate=e,this.c!=null&&this.c.dispose(),this.c=jx(lt(-e))}dispose(){this.c.dispose()}async getWeights(){return[await this.saveIterations()]}async setWeights(e){if(e=await this.extractIterations(e),e.length!==0)throw new Error("SGD optimizer does not have settable weights.")}getConfig(){return{learningRate:this.learningRate}}static fromConfig(e,t){return new e(t.learningRate)}};var Tl=class extends Go{static get className(){return"Momentum"}constructor(e,t,n=!1){super(e),this.learningRate=e,this.momentum=t,this.useNesterov=n,this.accumulations=[],this.m=lt(this.momentum)}applyGradients(e){(Array.isArray(e)?e.map(n=>n.name):Object.keys(e)).forEach((n,o)=>{let s=N.registeredVariables[n];this.accumulations[o]==null&&(this.accumulations[o]={originalName:`${n}/momentum`,variable:fe(()=>ut(s).variable(!1))});let i=this.accumulations[o].variable,u=Array.isArray(e)?e[o].tensor:e[n];u!=null&&fe(()=>{let l,a=re(te(this.m,i),u);this.useNesterov?l=re(te(this.c,re(u,te(a,this.m))),s):l=re(te(this.c,a),s),i.assign(a),s.assign(l)})}),this.incrementIterations()}dispose(){this.m.dispose(),this.accumulations!=null&&Me(this.accumulations.map(e=>e.variable))}setMomentum(e){this.momentum=e}async getWeights(){return[await this.saveIterations()].concat(this.accumulations.map(e=>({name:e.originalName,tensor:e.variable})))}async setWeights(e){e=await this.extractIterations(e);let t=!1;this.accumulations=e.map(n=>({originalName:n.name,variable:n.tensor.variable(t)}))}getConfig(){return{learningRate:this.learningRate,momentum:this.momentum,useNesterov:this.useNesterov}}static fromConfig(e,t){return new e(t.learningRate,t.momentum,t.useNesterov)}};var El=class extends ct{static get className(){return"RMSProp"}constructor(e,t=.9,n=0,o=null,s=!1){if(super(),this.learningRate=e,this.decay=t,this.momentum=n,this.epsilon=o,this.accumulatedMeanSquares=[],this.accumulatedMoments=[],this.accumulatedMeanGrads=[],this.centered=s,o==null&&(this.epsilon=N.backend.epsilon()),e==null)throw new Error("learningRate for RMSPropOptimizer must be defined.")}applyGradients(e){(Array.isArray(e)?e.map(n=>n.name):Object.keys(e)).forEach((n,o)=>{let s=N.registeredVariables[n],i=!1;this.accumulatedMeanSquares[o]==null&&(this.accumulatedMeanSquares[o]={originalName:`${n}/rms`,variable:fe(()=>ut(s).variable(i))}),this.accumulatedMoments[o]==null&&(this.accumulatedMoments[o]={originalName:`${n}/momentum`,variable:fe(()=>ut(s).variable(i))}),this.accumulatedMeanGrads[o]==null&&this.centered&&(this.accumulatedMeanGrads[o]={originalName:`${n}/mg`,variable:fe(()=>ut(s).variable(i))});let u=Array.isArray(e)?e[o].tensor:e[n];if(u==null)return;let l=this.accumulatedMeanSquares[o].variable,a=this.accumulatedMoments[o].variable;fe(()=>{let c=re(te(l,this.decay),te(Xt(u),1-this.decay));if(this.centered){let p=this.accumulatedMeanGrads[o].variable,d=re(te(p,this.decay),te(u,1-this.decay)),m=it(te(u,this.learningRate),Kt(Cr(c,re(Xt(d),this.epsilon)))),f=re(te(a,this.momentum),m);l.assign(c),p.assign(d),a.assign(f);let h=Cr(s,f);s.assign(h)}else{let p=re(te(l,this.decay),te(Xt(u),1-this.decay)),d=re(te(a,this.momentum),it(te(u,this.learningRate),Kt(re(p,this.epsilon))));l.assign(p),a.assign(d);let m=Cr(s,d);s.assign(m)}})}),this.incrementIterations()}dispose(){this.accumulatedMeanSquares!=null&&Me(this.accumulatedMeanSquares.map(e=>e.variable)),this.accumulatedMeanGrads!=null&&this.centered&&Me(this.accumulatedMeanGrads.map(e=>e.variable)),this.accumulatedMoments!=null&&Me(this.accumulatedMoments.map(e=>e.variable))}async getWeights(){let e=[...this.accumulatedMeanSquares,...this.accumulatedMoments];return this.centered&&e.push(...this.accumulatedMeanGrads),[await this.saveIterations()].concat(e.map(t=>({name:t.originalName,tensor:t.variable})))}async setWeights(e){e=await this.extractIterations(e);let t=this.centered?e.length/3:e.length/2,n=!1;this.accumulatedMeanSquares=e.slice(0,t).map(o=>({originalName:o.name,variable:o.tensor.variable(n)})),this.accumulatedMoments=e.slice(t,t*2).map(o=>({originalName:o.name,variable:o.tensor.variable(n)})),this.centered&&(this.accumulatedMeanGrads=e.slice(t*2,t*3).map(o=>({originalName:o.name,variable:o.tensor.variable(n)})))}getConfig(){return{learningRate:this.learningRate,decay:this.decay,momentum:this.momentum,epsilon:this.epsilon,centered:this.centered}}static fromConfig(e,t){return new e(t.learningRate,t.decay,t.momentum,t.epsilon,t.centered)}};var MR=[Il,Sl,_l,kl,Tl,El,Go];function Hb(){for(let r of MR)zb(r)}var OR="model",BR=".json",LR=".weights.bin";function qb(r){return new Promise(e=>setTimeout(e)).then(r)}var zo=class r{constructor(e){if(!S().getBool("IS_BROWSER"))throw new Error("browserDownloads() cannot proceed because the current environment is not a browser.");e.startsWith(r.URL_SCHEME)&&(e=e.slice(r.URL_SCHEME.length)),(e==null||e.length===0)&&(e=OR),this.modelJsonFileName=e+BR,this.weightDataFileName=e+LR}async save(e){if(typeof document>"u")throw new Error("Browser downloads are not supported in this environment since `document` is not present");let t=Ct.join(e.weightData),n=window.URL.createObjectURL(new Blob([t],{type:"application/octet-stream"}));if(e.modelTopology instanceof ArrayBuffer)throw new Error("BrowserDownloads.save() does not support saving model topology in binary formats yet.");{let o=[{paths:["./"+this.weightDataFileName],weights:e.weightSpecs}],s=pl(e,o),i=window.URL.createObjectURL(new Blob([JSON.stringify(s)],{type:"application/json"})),u=this.modelJsonAnchor==null?document.createElement("a"):this.modelJsonAnchor;if(u.download=this.modelJsonFileName,u.href=i,await qb(()=>u.dispatchEvent(new MouseEvent("click"))),e.weightData!=null){let l=this.weightDataAnchor==null?document.createElement("a"):this.weightDataAnchor;l.download=this.weightDataFileName,l.href=n,await qb(()=>l.dispatchEvent(new MouseEvent("click")))}return{modelArtifactsInfo:gr(e)}}}};zo.URL_SCHEME="downloads://";var UR=r=>S().getBool("IS_BROWSER")&&!Array.isArray(r)&&r.startsWith(zo.URL_SCHEME)?WR(r.slice(zo.URL_SCHEME.length)):null;wt.registerSaveRouter(UR);function WR(r="model"){return new zo(r)}function dh(r,e,t,n){i(r),t=t??0,n=n??1,u(t,n);let o=0,s=l=>(l.then(a=>{let c=t+ ++o/r.length*(n-t);return e(c),a}),l);function i(l){$(l!=null&&Array.isArray(l)&&l.length>0,()=>"promises must be a none empty array")}function u(l,a){$(l>=0&&l<=1,()=>`Progress fraction must be in range [0, 1], but got startFraction ${l}`),$(a>=0&&a<=1,()=>`Progress fraction must be in range [0, 1], but got endFraction ${a}`),$(a>=l,()=>`startFraction must be no more than endFraction, but got startFraction ${l} and endFraction ${a}`)}return Promise.all(r.map(s))}async function Kb(r,e){e==null&&(e={});let t=e.fetchFunc==null?S().platform.fetch:e.fetchFunc,n=r.map(p=>t(p,e.requestInit,{isBinary:!0})),u=(e.onProgress==null?await Promise.all(n):await dh(n,e.onProgress,0,.5)).map(p=>p.arrayBuffer());return e.onProgress==null?await Promise.all(u):await dh(u,e.onProgress,.5,1)}function Xb(r,e){var t;let n=e.fetchFunc==null?S().platform.fetch:e.fetchFunc,o=0,s;return(t=e.onProgress)===null||t===void 0||t.call(e,0),new ReadableStream({pull:async i=>{for(var u;o<r.length;){s||(s=(await n(r[o],e.requestInit,{isBinary:!0})).body.getReader());let{done:l,value:a}=await s.read();if(l){o++,s=void 0,(u=e.onProgress)===null||u===void 0||u.call(e,o/r.length);continue}i.enqueue(a);return}i.close()}})}var GR="application/octet-stream",zR="application/json",Ea=class{constructor(e,t){if(this.DEFAULT_METHOD="POST",t==null&&(t={}),this.weightPathPrefix=t.weightPathPrefix,this.weightUrlConverter=t.weightUrlConverter,t.fetchFunc!=null?($(typeof t.fetchFunc=="function",()=>"Must pass a function that matches the signature of `fetch` (see https://developer.mozilla.org/en-US/docs/Web/API/Fetch_API)"),this.fetch=t.fetchFunc):this.fetch=S().platform.fetch,$(e!=null&&e.length>0,()=>"URL path for http must not be null, undefined or empty."),Array.isArray(e)&&$(e.length===2,()=>`URL paths for http must have a length of 2, (actual length is ${e.length}).`),this.path=e,t.requestInit!=null&&t.requestInit.body!=null)throw new Error("requestInit is expected to have no pre-existing body, but has one.");this.requestInit=t.requestInit||{},this.loadOptions=t}async save(e){if(e.modelTopology instanceof ArrayBuffer)throw new Error("BrowserHTTPRequest.save() does not support saving model topology in binary formats yet.");let t=Object.assign({method:this.DEFAULT_METHOD},this.requestInit);t.body=new FormData;let n=[{paths:["./model.weights.bin"],weights:e.weightSpecs}],o=pl(e,n);if(t.body.append("model.json",new Blob([JSON.stringify(o)],{type:zR}),"model.json"),e.weightData!=null){let i=Ct.join(e.weightData);t.body.append("model.weights.bin",new Blob([i],{type:GR}),"model.weights.bin")}let s=await this.fetch(this.path,t);if(s.ok)return{modelArtifactsInfo:gr(e),responses:[s]};throw new Error(`BrowserHTTPRequest.save() failed due to HTTP response status ${s.status}.`)}async loadModelJSON(){let e=await this.fetch(this.path,this.requestInit);if(!e.ok)throw new Error(`Request to ${this.path} failed with status code ${e.status}. Please verify this URL points to the model JSON of the model to load.`);let t;try{t=await e.json()}catch{let i=`Failed to parse model JSON of response from ${this.path}.`;throw this.path.endsWith(".pb")?i+=" Your path contains a .pb file extension. Support for .pb models have been removed in TensorFlow.js 1.0 in favor of .json models. You can re-convert your Python TensorFlow model using the TensorFlow.js 1.0 conversion scripts or you can convert your.pb models with the 'pb2json'NPM script in the tensorflow/tfjs-converter repository.":i+=" Please make sure the server is serving valid JSON for this request.",new Error(i)}let n=t.modelTopology,o=t.weightsManifest;if(n==null&&o==null)throw new Error(`The JSON from HTTP path ${this.path} contains neither model topology or manifest for weights.`);return t}async load(){if(this.loadOptions.streamWeights)return this.loadStream();let e=await this.loadModelJSON();return dl(e,t=>this.loadWeights(t))}async loadStream(){let e=await this.loadModelJSON(),t=await this.getWeightUrls(e.weightsManifest),n=ml(e.weightsManifest),o=()=>Xb(t,this.loadOptions);return Object.assign(Object.assign({},e),{weightSpecs:n,getWeightStream:o})}async getWeightUrls(e){let t=Array.isArray(this.path)?this.path[1]:this.path,[n,o]=HR(t),s=this.weightPathPrefix||n,i=[],u=[];for(let l of e)for(let a of l.paths)this.weightUrlConverter!=null?u.push(this.weightUrlConverter(a)):i.push(s+a+o);return this.weightUrlConverter&&i.push(...await Promise.all(u)),i}async loadWeights(e){let t=await this.getWeightUrls(e),n=ml(e),o=await Kb(t,this.loadOptions);return[n,o]}};Ea.URL_SCHEME_REGEX=/^https?:\/\//;function HR(r){let e=r.lastIndexOf("/"),t=r.lastIndexOf("?"),n=r.substring(0,e),o=t>e?r.substring(t):"";return[n+"/",o]}function mh(r){return r.match(Ea.URL_SCHEME_REGEX)!=null}var jb=(r,e)=>{if(typeof fetch>"u"&&(e==null||e.fetchFunc==null))return null;{let t=!0;if(Array.isArray(r)?t=r.every(n=>mh(n)):t=mh(r),t)return Yb(r,e)}return null};wt.registerSaveRouter(jb);wt.registerLoadRouter(jb);function Yb(r,e){return new Ea(r,e)}var Rl={};Wt(Rl,{prepareAndValidate:()=>Qb});function Qb(r,e){let t=r.shape.length,n=e.shape.length;if(t<1)throw new Error(`tf.gatherND() expects the input to be rank 1 or higher, but the rank was ${t}.`);if(n<1)throw new Error(`tf.gatherND() expects the indices to be rank 1 or higher, but the rank was ${n}.`);if(e.dtype!=="int32")throw new Error(`tf.gatherND() expects the indices to be int32 type, but the dtype was ${e.dtype}.`);if(e.shape[n-1]>t)throw new Error(`index innermost dimension length must be <= tensor rank; saw: ${e.shape[n-1]} vs. ${t}`);if(Ie(r.shape)===0)throw new Error(`Requested more than 0 entries, but input is empty. Input shape: ${r.shape}.`);let o=e.shape,s=o[o.length-1],i=1;for(let p=0;p<o.length-1;++p)i*=o[p];let u=r.shape,l=o.slice();l.pop();let a=1;for(let p=s;p<t;++p)a*=u[p],l.push(u[p]);let c=[...Zt(r.shape).map(p=>p/a),1].slice(0,s);return[l,i,a,c]}var Le={};Wt(Le,{assertParamsValid:()=>XR,computeFlatOffset:()=>JR,computeOutShape:()=>YR,getNormalizedAxes:()=>QR,isSliceContinous:()=>ZR,maskToAxes:()=>jR,parseSliceParams:()=>eA,sliceInfo:()=>tA,startForAxis:()=>sy,startIndicesWithElidedDims:()=>ry,stopForAxis:()=>ay,stopIndicesWithElidedDims:()=>ny,stridesForAxis:()=>oy,stridesWithElidedDims:()=>Jb});var fh=-2,KR=-1;function XR(r,e,t){let n=r.shape.length;$(n===e.length,()=>`Error in slice${n}D: Length of begin ${e} must match the rank of the array (${n}).`),$(n===t.length,()=>`Error in slice${n}D: Length of size ${t} must match the rank of the array (${n}).`);for(let o=0;o<n;++o)$(e[o]+t[o]<=r.shape[o],()=>`Error in slice${n}D: begin[${o}] + size[${o}] (${e[o]+t[o]}) would overflow input.shape[${o}] (${r.shape[o]})`)}function jR(r){let e=[],t=0;for(;r>0;)r&1&&e.push(t),r/=2,t++;return e}function YR(r,e,t){let n=[];for(let o=0;o<r.length;o++)n[o]=Math.ceil((e[o]-r[o])/t[o]);return n}function Jb(r,e,t,n){let o=[...r];for(let s=o.length;s<n.length;s++)o.push(1);for(let s=0;s<t;s++)s===0?o[e]=1:(o.splice(e,0,1),o.pop());return o}function ey(r,e,t){return t<=r?t:t-(e-1)}function ty(r,e){let t=[];for(let n=0;n<r;n++)t.push(e+n);return t}function QR(r,e,t,n,o,s,i,u,l){let a=r.length,c=new Array(a),p=new Array(a),d=new Array(a);if(e.length&&t>0){let m=e[0],f=t+1;c=ry(i,m,f,n,r),p=ny(u,m,f,o,r),d=Jb(s,m,f,r)}else for(let m=0;m<a;m++)c[m]=sy(i,n,s,r,m,l),p[m]=ay(u,o,s,r,m,l),d[m]=oy(s,m,l);return{begin:c,end:p,strides:d}}function ry(r,e,t,n,o){let s=[...o],i=ty(t,e);for(let u=0;u<s.length;u++)if(i.indexOf(u)>-1)s[u]=0;else{let l=ey(e,t,u),a=n[l];r&1<<l&&(a=0),s[u]=a}return s}function ny(r,e,t,n,o){let s=[...o],i=ty(t,e);for(let u=0;u<s.length;u++)if(i.indexOf(u)>-1)s[u]=Number.MAX_SAFE_INTEGER;else{let l=ey(e,t,u),a=n[l];r&1<<l&&(a=Number.MAX_SAFE_INTEGER),s[u]=a}for(let u=0;u<s.length;u++){let l=o[u];s[u]<0&&(s[u]+=l),s[u]=oo(0,s[u],o[u])}return s}function oy(r,e,t){let n=r[e];return(t&1<<e||n==null)&&(n=1),n}function sy(r,e,t,n,o,s){let i=e[o],u=t[o]||1;(r&1<<o||s&1<<o||i==null)&&(u>0?i=Number.MIN_SAFE_INTEGER:i=Number.MAX_SAFE_INTEGER);let l=n[o];return i<0&&(i+=l),i=oo(0,i,l-1),i}function ay(r,e,t,n,o,s){let i=e[o],u=t[o]||1;(r&1<<o||s&1<<o||i==null)&&(u>0?i=Number.MAX_SAFE_INTEGER:i=Number.MIN_SAFE_INTEGER);let l=n[o];return i<0&&(i+=l),u>0?i=oo(0,i,l):i=oo(-1,i,l-1),i}function ZR(r,e,t){let n=t.length;for(let o=0;o<t.length;o++)if(t[o]>1){n=o;break}for(let o=n+1;o<t.length;o++)if(e[o]>0||t[o]!==r[o])return!1;return!0}function JR(r,e){let t=r.length>0?r[r.length-1]:1;for(let n=0;n<r.length-1;n++)t+=r[n]*e[n];return t}function eA(r,e,t){let n,o=r.shape.length;typeof e=="number"?n=[e,...new Array(o-1).fill(0)]:e.length<o?n=e.concat(new Array(o-e.length).fill(0)):n=e.slice(),n.forEach(i=>{$(i!==-1,()=>"slice() does not support negative begin indexing.")});let s;return t==null?s=new Array(o).fill(-1):typeof t=="number"?s=[t,...new Array(o-1).fill(-1)]:t.length<o?s=t.concat(new Array(o-t.length).fill(-1)):s=t,s=s.map((i,u)=>i>=0?i:($(i===-1,()=>`Negative size values should be exactly -1 but got ${i} for the slice() size at index ${u}.`),r.shape[u]-n[u])),[n,s]}function tA(r,e,t,n,o,s,i,u,l){let a;if(n==null?(a=new Array(e.length),a.fill(1)):a=n,i!=null&&(i&i-1)!==0)throw new Error("Multiple ellipses in slice is not allowed.");let c=!1,p={dims:a.length,numAddAxisAfterEllipsis:0,begin:e.slice(),end:t.slice(),strides:a.slice(),beginMask:o,endMask:s,ellipsisMask:i,newAxisMask:u,shrinkAxisMask:l};for(let w=0;w<p.dims;w++)c&&(1<<w&u)!==0&&p.numAddAxisAfterEllipsis++,1<<w&i&&(c=!0);c||(p.ellipsisMask|=1<<p.dims,p.dims++);let d={dims:r.length,beginMask:0,endMask:0,beginValid:!1,endValid:!1};rA(p,d);let m=!0,f=!0,h=!0,g=[],x=[];for(let w=0;w<r.length;++w){if(d.strides[w]===0)throw Error(`strides[${w}] must be non-zero`);let v=!!(d.shrinkAxisMask&1<<w),_=r[w];if(_===-1){g.push(v?1:-1);continue}let T=[d.beginMask&1<<w,d.endMask&1<<w],R=[d.strides[w]>0?0:-1,d.strides[w]>0?_:_-1];if(v&&d.strides[w]<=0)throw Error("only stride 1 allowed on non-range indexing.");h=h&&d.strides[w]===1;let A=!!(d.beginMask&1<<w&&d.endMask&1<<w);if(d.beginValid&&d.endValid){if(v){let W=d.begin[w]<0?_+d.begin[w]:d.begin[w];if(d.begin[w]=W,d.end[w]=d.begin[w]+1,W<0||W>=_)throw Error(`slice index ${d.begin[w]} of dimension ${w} out of bounds.`)}else d.begin[w]=Zb(d.begin[w],0,d.strides[w],_,T,R),d.end[w]=Zb(d.end[w],1,d.strides[w],_,T,R);let O=d.strides[w]===1&&d.begin[w]===0&&d.end[w]===_;m=m&&O,f=f&&(w===0&&d.strides[w]===1||O)}else m=m&&d.strides[w]===1&&A,f=f&&(w===0&&d.strides[w]===1||A);let F,D=!1;if(d.beginValid&&d.endValid?(F=d.end[w]-d.begin[w],D=!0):v?(F=1,D=!0):A&&_>=0&&(d.strides[w]<0?F=-_:F=_,D=!0),D){let O;F===0||F<0!=d.strides[w]<0?O=0:O=Math.trunc(F/d.strides[w])+(F%d.strides[w]!==0?1:0),g.push(O)}else g.push(-1)}for(let w=0;w<d.finalShapeGatherIndices.length;++w){let v=d.finalShapeGatherIndices[w];v>=0?x.push(g[v]):v===fh&&x.push(1)}return{finalShapeSparse:x.filter((w,v)=>d.finalShapeGatherIndices[v]!==fh),finalShape:x,isIdentity:m,sliceDim0:f,isSimpleSlice:h,begin:d.begin,end:d.end,strides:d.strides}}function rA(r,e){e.beginMask=0,e.endMask=0,e.shrinkAxisMask=0;let t=0;e.beginValid=r.begin!=null,e.endValid=r.end!=null,e.begin=new Array(e.dims),e.end=new Array(e.dims),e.strides=new Array(e.dims),e.finalShapeGatherIndices=[],e.finalShapeGatherIndicesSparse=[],e.inputShapeGatherIndicesSparse=new Array(e.dims);for(let n=0;n<r.dims;n++)if(1<<n&r.ellipsisMask){let o=Math.min(e.dims-(r.dims-n)+1+r.numAddAxisAfterEllipsis,e.dims);for(;t<o;t++)e.begin[t]=0,e.end[t]=0,e.strides[t]=1,e.beginMask|=1<<t,e.endMask|=1<<t,e.finalShapeGatherIndices.push(t),e.finalShapeGatherIndicesSparse.push(-1),e.inputShapeGatherIndicesSparse[t]=n}else if(1<<n&r.newAxisMask)e.finalShapeGatherIndices.push(fh),e.finalShapeGatherIndicesSparse.push(-1);else{if(t===e.begin.length)throw Error(`Index out of range using input dim ${t}; input has only ${e.dims} dims, ${e.begin.length}.`);r.begin!=null&&(e.begin[t]=r.begin[n]),r.end!=null&&(e.end[t]=r.end[n]),e.strides[t]=r.strides[n],r.beginMask&1<<n&&(e.beginMask|=1<<t),r.endMask&1<<n&&(e.endMask|=1<<t),r.shrinkAxisMask&1<<n?(e.finalShapeGatherIndices.push(KR),e.finalShapeGatherIndicesSparse.push(-1),e.shrinkAxisMask|=1<<t):(e.finalShapeGatherIndices.push(t),e.finalShapeGatherIndicesSparse.push(n)),e.inputShapeGatherIndicesSparse[t]=n,t++}}function Zb(r,e,t,n,o,s){if(o[e])return t>0?s[e]:s[e+1&1];{let i=r<0?n+r:r;return i<s[0]?s[0]:i>s[1]?s[1]:i}}var nA=typeof requestAnimationFrame<"u"?requestAnimationFrame:typeof setImmediate<"u"?setImmediate:r=>r();function hh(){return new Promise(r=>nA(()=>r()))}var C={};Wt(C,{ERF_A1:()=>CA,ERF_A2:()=>wA,ERF_A3:()=>vA,ERF_A4:()=>IA,ERF_A5:()=>SA,ERF_P:()=>yA,PARALLELIZE_THRESHOLD:()=>Al,RowPartitionType:()=>rr,SELU_SCALE:()=>bA,SELU_SCALEALPHA:()=>xA,applyActivation:()=>Pn,assertAndGetBroadcastShape:()=>Mt,assertAxesAreInnerMostDims:()=>sR,assertParamsConsistent:()=>oA,assignToTypedArray:()=>AA,axesAreInnerMostDims:()=>oh,calculateShapes:()=>Nb,checkEinsumDimSizes:()=>MA,checkPadOnDimRoundingMode:()=>tt,combineLocations:()=>vb,combineRaggedTensorToTensorShapes:()=>aA,complexWithEvenIndex:()=>TA,complexWithOddIndex:()=>EA,computeConv2DInfo:()=>$n,computeConv3DInfo:()=>mb,computeDefaultPad:()=>th,computeDilation2DInfo:()=>U2,computeOptimalWindowSize:()=>cA,computeOutAndReduceShapes:()=>nR,computeOutShape:()=>sA,computePool2DInfo:()=>W2,computePool3DInfo:()=>V2,convertConv2DDataFormat:()=>fb,decodeEinsumEquation:()=>DA,eitherStridesOrDilationsAreOne:()=>qt,expandShapeToKeepDim:()=>oR,exponent:()=>$A,exponents:()=>NA,fromStringArrayToUint8:()=>nN,fromUint8ToStringArray:()=>rN,getAxesPermutation:()=>aR,getBroadcastDims:()=>Cb,getComplexWithIndex:()=>RA,getEinsumComputePath:()=>OA,getEinsumPermutation:()=>PA,getFusedBiasGradient:()=>Dn,getFusedDyActivation:()=>Fn,getImageCenter:()=>pA,getInnerMostAxes:()=>uR,getPermuted:()=>mA,getRaggedRank:()=>uA,getReductionAxes:()=>xl,getReshaped:()=>dA,getReshapedPermuted:()=>fA,getRowPartitionTypesHelper:()=>iA,getSliceBeginCoords:()=>hA,getSliceSize:()=>gA,getSparseFillEmptyRowsIndicesDenseShapeMismatch:()=>WA,getSparseFillEmptyRowsNegativeIndexErrorMessage:()=>VA,getSparseFillEmptyRowsOutOfRangeIndexErrorMessage:()=>GA,getSparseReshapeEmptyTensorZeroOutputDimErrorMessage:()=>qA,getSparseReshapeInputOutputMismatchErrorMessage:()=>XA,getSparseReshapeInputOutputMultipleErrorMessage:()=>KA,getSparseReshapeMultipleNegativeOneOutputDimErrorMessage:()=>zA,getSparseReshapeNegativeOutputDimErrorMessage:()=>HA,getSparseSegmentReductionIndicesOutOfRangeErrorMessage:()=>ZA,getSparseSegmentReductionNegativeSegmentIdsErrorMessage:()=>jA,getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage:()=>YA,getSparseSegmentReductionSegmentIdOutOfRangeErrorMessage:()=>QA,getUndoAxesPermutation:()=>iR,isIdentityPermutation:()=>BA,log:()=>QE,mergeRealAndImagArrays:()=>_A,prepareAndValidate:()=>Qb,prepareSplitSize:()=>UA,segment_util:()=>xh,shouldFuse:()=>Mn,slice_util:()=>Le,splitRealAndImagArrays:()=>kA,stridesOrDilationsArePositive:()=>gl,tupleValuesAreOne:()=>Nn,upcastType:()=>et,validateDefaultValueShape:()=>lA,validateInput:()=>Ab,validateUpdateShape:()=>lh,warn:()=>fr});function oA(r,e){let t=r[0].length;r.forEach((o,s)=>{$(o.length===t,()=>`Error in concat${t}D: rank of tensors[${s}] must be the same as the rank of the rest (${t})`)}),$(e>=0&&e<t,()=>`Error in concat${t}D: axis must be between 0 and ${t-1}.`);let n=r[0];r.forEach((o,s)=>{for(let i=0;i<t;i++)$(i===e||o[i]===n[i],()=>`Error in concat${t}D: Shape of tensors[${s}] (${o}) does not match the shape of the rest (${n}) along the non-concatenated axis ${s}.`)})}function sA(r,e){let t=r[0].slice();for(let n=1;n<r.length;n++)t[e]+=r[n][e];return t}var rr;(function(r){r[r.FIRST_DIM_SIZE=0]="FIRST_DIM_SIZE",r[r.VALUE_ROWIDS=1]="VALUE_ROWIDS",r[r.ROW_LENGTHS=2]="ROW_LENGTHS",r[r.ROW_SPLITS=3]="ROW_SPLITS",r[r.ROW_LIMITS=4]="ROW_LIMITS",r[r.ROW_STARTS=5]="ROW_STARTS"})(rr||(rr={}));function aA(r,e,t){let n=new Array;if(t==null&&e==null)return n;if(e==null)for(;n.length<r+t.length;)n.push(-1);else n=e.slice();if(t==null)return n;if(r+t.length!==n.length)throw new Error(`rt input.shape and shape=${e} are incompatible: rt input.rank = ${r+t.length}, but shape.rank = ${n.length}`);for(let o=1;o<t.length;++o){let s=t[o],i=n[n.length-t.length+o],u=n[i];if(s>=0)if(u>=0){if(u!==s)throw new Error(`rt input.shape and shape=${e} are incompatible: rt input.shape[${o+r}] = ${s} but shape[${o+r}] = ${u}`)}else n[i]=s}return n}function iA(r){let e={FIRST_DIM_SIZE:rr.FIRST_DIM_SIZE,VALUE_ROWIDS:rr.VALUE_ROWIDS,ROW_LENGTHS:rr.ROW_LENGTHS,ROW_SPLITS:rr.ROW_SPLITS,ROW_LIMITS:rr.ROW_LIMITS,ROW_STARTS:rr.ROW_STARTS},t=[];for(let n of r)if(n in e)t.push(e[n]);else break;return t}function uA(r){return r.length===0?0:r[0]===rr.FIRST_DIM_SIZE?r.length-1:r.length}function lA(r,e){if(r==null||e==null)return;let t=r.length,n=e.length;if(t>=n)throw new Error(`defaultValue.shape=${r} and ragged tensor flatValues.shape=${e}, are incompatible: defaultValue.rank = ${t} must be less than ragged tensor input flatValues.rank = ${n})`);for(let o=0;o<Math.min(t,n-1);++o){let s=r[o],i=e[o+1];if(s>=0&&i>=0&&s!==1&&s!==i)throw new Error(`defaultValue.shape=${r}, and ragged tensor input flatValues.shape=${e} are incompatible: defaultValue.shape[${o-r.length}] = ${s} but ragged tensor input.flatValues.shape[${o-r.length}] = ${i}`)}}var Al=30;function cA(r){return r<=Al?r:lo(r,Math.floor(Math.sqrt(r)))}function pA(r,e,t){let n=t*(typeof r=="number"?r:r[0]),o=e*(typeof r=="number"?r:r[1]);return[n,o]}function dA(r,e,t,n=!0){let o=[];if(n)o=o.concat(e.slice(0)),o.push(r[0]/t),o=o.concat(r.slice(1));else{o=o.concat(r[0]);let s=e.length;for(let i=0;i<s;++i)o=o.concat([r[i+1]/e[i],e[i]]);o=o.concat(r.slice(s+1))}return o}function mA(r,e,t=!0){let n=[];if(t){n.push(e);for(let o=e+1;o<r;++o)o<=2*e?(n.push(o),n.push(o-(e+1))):n.push(o)}else{let o=[],s=[];for(let i=1;i<r;++i)i>=e*2+1||i%2===1?s.push(i):o.push(i);n.push(...o),n.push(0),n.push(...s)}return n}function fA(r,e,t,n=!0){let o=[];n?o.push(r[0]/t):o.push(r[0]*t);for(let s=1;s<r.length;++s)s<=e.length?n?o.push(e[s-1]*r[s]):o.push(r[s]/e[s-1]):o.push(r[s]);return o}function hA(r,e){let t=[0];for(let n=0;n<e;++n)t.push(r[n][0]);return t}function gA(r,e,t){let n=r.slice(0,1);for(let o=0;o<t;++o)n.push(r[o+1]-e[o][0]-e[o][1]);return n}var xA=1.7580993408473768,bA=1.0507009873554805;var yA=.3275911,CA=.254829592,wA=-.284496736,vA=1.421413741,IA=-1.453152027,SA=1.061405429;function _A(r,e){if(r.length!==e.length)throw new Error(`Cannot merge real and imag arrays of different lengths. real:${r.length}, imag: ${e.length}.`);let t=new Float32Array(r.length*2);for(let n=0;n<t.length;n+=2)t[n]=r[n/2],t[n+1]=e[n/2];return t}function kA(r){let e=new Float32Array(r.length/2),t=new Float32Array(r.length/2);for(let n=0;n<r.length;n+=2)e[n/2]=r[n],t[n/2]=r[n+1];return{real:e,imag:t}}function TA(r){let e=Math.ceil(r.length/4),t=new Float32Array(e),n=new Float32Array(e);for(let o=0;o<r.length;o+=4)t[Math.floor(o/4)]=r[o],n[Math.floor(o/4)]=r[o+1];return{real:t,imag:n}}function EA(r){let e=Math.floor(r.length/4),t=new Float32Array(e),n=new Float32Array(e);for(let o=2;o<r.length;o+=4)t[Math.floor(o/4)]=r[o],n[Math.floor(o/4)]=r[o+1];return{real:t,imag:n}}function RA(r,e){let t=r[e*2],n=r[e*2+1];return{real:t,imag:n}}function AA(r,e,t,n){r[n*2]=e,r[n*2+1]=t}function NA(r,e){let t=new Float32Array(r/2),n=new Float32Array(r/2);for(let o=0;o<Math.ceil(r/2);o++){let s=(e?2:-2)*Math.PI*(o/r);t[o]=Math.cos(s),n[o]=Math.sin(s)}return{real:t,imag:n}}function $A(r,e,t){let n=(t?2:-2)*Math.PI*(r/e),o=Math.cos(n),s=Math.sin(n);return{real:o,imag:s}}var gh="->",FA=/->/g,iy=",",uy="...";function DA(r,e){r=r.replace(/\s/g,"");let t=(r.length-r.replace(FA,"").length)/gh.length;if(t<1)throw new Error("Equations without an arrow are not supported.");if(t>1)throw new Error(`Equation must contain exactly one arrow ("${gh}").`);let[n,o]=r.split(gh);$(n.indexOf(uy)===-1,()=>`The ellipsis notation ("${uy}") is not supported yet.`);let s=n.split(iy),i=s.length;if(e!==i)throw new Error(`Expected ${i} input tensors, received ${e}`);if(i>2)throw new Error("Support for more than 2 input tensors is not implemented yet.");let u=[];for(let d=0;d<o.length;++d){let m=o[d];if(!s.some(f=>f.indexOf(m)!==-1))throw new Error(`Output subscripts contain the label ${m} not present in the input subscripts.`);u.indexOf(m)===-1&&u.push(m)}for(let d=0;d<n.length;++d){let m=n[d];u.indexOf(m)===-1&&m!==iy&&u.push(m)}let l=new Array(s.length);for(let d=0;d<i;++d){if(new Set(s[d].split("")).size!==s[d].length)throw new Error(`Found duplicate axes in input component ${s[d]}. Support for duplicate axes in input is not implemented yet.`);l[d]=[];for(let m=0;m<s[d].length;++m)l[d].push(u.indexOf(s[d][m]))}let a=u.length,c=o.length,p=[];for(let d=c;d<a;++d)p.push(d);return{allDims:u,summedDims:p,idDims:l}}function PA(r,e){let t=new Array(r);t.fill(-1);for(let o=0;o<e.length;++o)t[e[o]]=o;let n=[];for(let o=0;o<r;++o)t[o]===-1&&n.push(o);return t=t.filter(o=>o!==-1),{permutationIndices:t,expandDims:n}}function MA(r,e,t){let n=new Array(r);for(let o=0;o<t.length;++o){let s=t[o].shape;for(let i=0;i<e[o].length;++i)n[e[o][i]]===void 0?n[e[o][i]]=s[i]:$(n[e[o][i]]===s[i],()=>`Expected dimension ${n[e[o][i]]} at axis ${i} of input shaped ${JSON.stringify(s)}, but got dimension ${s[i]}`)}}function OA(r,e){let t=r,n=[],o=0;r.length===0&&t.push(-1),o=r.length+1;for(let i=0;i<o;++i)n.push([]);let s=[];for(let i=0;i<t.length;++i){let u=t[i],l=LA(e,u);for(let a of l)s.indexOf(a)===-1&&(n[i].push(a),s.push(a))}return{path:t,steps:n}}function BA(r){return r.every((e,t)=>e===t)}function LA(r,e){let t=[];for(let n=0;n<r.length;++n)(r[n].length===0||r[n].indexOf(e)!==-1||e===-1)&&t.push(n);return t}function UA(r,e,t=0){let n=[];if(typeof e=="number")$(r.shape[t]%e===0,()=>"Number of splits must evenly divide the axis."),n=new Array(e).fill(r.shape[t]/e);else{let o=e.reduce((i,u)=>(u===-1&&(i+=1),i),0);$(o<=1,()=>"There should be only one negative value in split array.");let s=e.indexOf(-1);if(s!==-1){let i=e.reduce((u,l)=>l>0?u+l:u);e[s]=r.shape[t]-i}$(r.shape[t]===e.reduce((i,u)=>i+u),()=>"The sum of sizes must match the size of the axis dimension."),n=e}return n}function WA(r){return`Received SparseTensor with denseShape[0] = 0 but
  indices.shape[0] = ${r}`}function VA(r,e){return`indices(${r}, 0) is invalid: ${e} < 0`}function GA(r,e,t){return`indices(${r}, 0) is invalid: ${e} >= ${t}`}function zA(r,e){return`only one output dimension may be -1, not both ${r} and ${e}`}function HA(r,e){return`size ${r} must be non-negative, not ${e}`}function qA(){return"reshape cannot infer the missing input size for an empty tensor unless all specified input sizes are non-zero"}function KA(r,e){let t=Ie(r),n=Ie(e);return`Input to reshape is a SparseTensor with ${t}
  dense values, but the requested shape requires a multiple of ${n}. inputShape=${r} outputShape= ${e}`}function XA(r,e){let t=Ie(r),n=Ie(e);return`Input to reshape is a tensor with ${t} dense values, but the requested shape has ${n}. inputShape=${r} outputShape=${e}`}function jA(){return"segment ids must be >= 0"}function YA(){return"segment ids are not increasing"}function QA(r,e){return`Segment id ${r} out of range [0, ${e}), possibly because segmentIds input is not sorted.`}function ZA(r,e,t){return`Bad: indices[${r}] == ${e} out of range [0, ${t})`}var xh={};Wt(xh,{collectGatherOpShapeInfo:()=>tN,computeOutShape:()=>eN,segOpComputeOptimalWindowSize:()=>JA});function JA(r,e){let t=!1,n;for(r<=Al?(n=r,t=!0):n=lo(r,Math.floor(Math.sqrt(r)));!t;)n>e||n===r?t=!0:n=lo(r,n+1);return n}function eN(r,e,t){let n=[],o=r.length;for(let s=0;s<o;s++)s!==e?n.push(r[s]):n.push(t);return n}function tN(r,e,t,n){let o=e.shape.length,s=r.shape.length;if(n!==0&&(n<-o||n>o))throw new Error(`Expect batchDims in the range of [-${o}, ${o}], but got ${n}`);if(n<0&&(n+=o),n>s)throw new Error(`batchDims (${n}) must be less than rank(x) (
    ${s}).`);if(t<n)throw new Error(`batchDims (${n}) must be less than or equal to axis (${t}).`);for(let p=0;p<n;++p)if(r.shape[p]!==e.shape[p])throw new Error(`x.shape[${p}]: ${r.shape[p]} should be equal to indices.shape[${p}]: ${e.shape[p]}.`);let i=r.shape[t],u=[],l=1,a=1,c=1;for(let p=0;p<n;++p)u.push(r.shape[p]),l*=r.shape[p];for(let p=n;p<t;p++)u.push(r.shape[p]),a*=r.shape[p];for(let p=n;p<o;p++)u.push(e.shape[p]);for(let p=t+1;p<s;p++)u.push(r.shape[p]),c*=r.shape[p];return{batchSize:l,sliceSize:c,outerSize:a,dimSize:i,outputShape:u}}function rN(r){try{return r.map(e=>Mo(e))}catch(e){throw new Error(`Failed to decode encoded string bytes into utf-8, error: ${e}`)}}function nN(r){return r.map(e=>Po(e))}var nr={};Wt(nr,{nonMaxSuppressionV3Impl:()=>Wb,nonMaxSuppressionV4Impl:()=>Vb,nonMaxSuppressionV5Impl:()=>Gb,whereImpl:()=>$b});Hb();var K;(function(r){r[r.float32=0]="float32",r[r.int32=1]="int32",r[r.bool=2]="bool",r[r.string=3]="string",r[r.complex64=4]="complex64"})(K||(K={}));var Xr;(function(r){r[r.linear=0]="linear",r[r.relu=1]="relu",r[r.relu6=2]="relu6",r[r.prelu=3]="prelu",r[r.leakyrelu=4]="leakyrelu",r[r.sigmoid=5]="sigmoid",r[r.elu=6]="elu"})(Xr||(Xr={}));var ly;function sN(r){ly=r.wasm.cwrap(Or,null,["number","array","number","number","array","number","number","number","number","number","number","number","number"])}function aN(r){let{inputs:e,backend:t,attrs:n}=r,{a:o,b:s,bias:i,preluActivationWeights:u}=e;if(o.dtype!=="float32"||s.dtype!=="float32")throw new Error("_FusedMatMul for non non-float32 tensors not yet supported.");let{transposeA:l,transposeB:a,activation:c,leakyreluAlpha:p}=n,d=t.dataIdMap.get(o.dataId).id,m=t.dataIdMap.get(s.dataId).id,f=0;if(i!=null){let A=t.dataIdMap.get(i.dataId);if(A.shape.length!==1)throw new Error(`_FusedMatMul only supports rank-1 bias but got rank ${A.shape.length}.`);f=A.id}let h=u==null?0:t.dataIdMap.get(u.dataId).id,g=Xr[c];if(g==null)throw new Error(`${c} activation not yet supported for FusedConv2D in the wasm backend.`);let x=l?o.shape[2]:o.shape[1],y=a?s.shape[1]:s.shape[2],w=Ot.assertAndGetBroadcastShape(o.shape.slice(0,-2),s.shape.slice(0,-2)),v=t.makeOutput([...w,x,y],o.dtype),_=t.dataIdMap.get(v.dataId).id,T=new Uint8Array(new Int32Array(o.shape).buffer),R=new Uint8Array(new Int32Array(s.shape).buffer);return ly(d,T,o.shape.length,m,R,s.shape.length,l,a,g,f,h,p||0,_),v}var cy={kernelName:Or,backendName:"wasm",setupFunc:sN,kernelFunc:aN};function z(r,e){let t;function n(s){t=s.wasm.cwrap(r,null,["number","number","number"])}function o(s){let{backend:i,inputs:{x:u}}=s,l=i.dataIdMap.get(u.dataId).id,a=i.makeOutput(u.shape,e||u.dtype),c=i.dataIdMap.get(a.dataId).id;return b.sizeFromShape(a.shape)===0||t(l,K[u.dtype],c),a}return{kernelName:r,backendName:"wasm",setupFunc:n,kernelFunc:o}}var py=z("Abs");var dy=z(ji);var my=z(Yi);function le(r,e,t){let n;function o(i){n=i.wasm.cwrap(r,null,["number","array","number","number","array","number","number","number"])}function s(i){let{backend:u,inputs:l}=i,{a,b:c}=l,p=u.dataIdMap.get(a.dataId).id,d=u.dataIdMap.get(c.dataId).id,m=t??a.dtype,f=C.assertAndGetBroadcastShape(a.shape,c.shape),h=u.makeOutput(f,m);if(b.sizeFromShape(f)===0)return h;let g=new Uint8Array(new Int32Array(a.shape).buffer),x=new Uint8Array(new Int32Array(c.shape).buffer),y=u.dataIdMap.get(h.dataId).id;return n(p,g,a.shape.length,d,x,c.shape.length,K[a.dtype],y),h}return{kernelName:r,backendName:"wasm",setupFunc:o,kernelFunc:s}}var iN=!0,fy=le("Add",iN);var hy;function uN(r){hy=r.wasm.cwrap(Es,null,["array","number","number","number"])}function lN(r){let{inputs:e,backend:t}=r,n=t.makeOutput(e[0].shape,e[0].dtype);if(b.sizeFromShape(n.shape)===0)return n;let o=e.map(u=>t.dataIdMap.get(u.dataId).id),s=new Uint8Array(new Int32Array(o).buffer),i=t.dataIdMap.get(n.dataId).id;return hy(s,o.length,K[n.dtype],i),n}var gy={kernelName:Es,backendName:"wasm",setupFunc:uN,kernelFunc:lN};function On(r){let{inputs:{x:e},backend:t}=r;if(e.dtype==="string")return Ca(t.readSync(e.dataId),e.shape,e.dtype);let n=t.makeOutput(e.shape,e.dtype),o=t.typedArrayFromHeap(e);return t.typedArrayFromHeap(n).set(o),n}var xy={kernelName:mr,backendName:"wasm",kernelFunc:On};var by;function cN(r){by=r.wasm.cwrap(ma,null,["number","array","number","number","number","array","number"])}function At(r){let{inputs:e,backend:t,attrs:n}=r,[o,s]=dN(e.x.shape,n.perm),i=!0;for(let f=0;f<s.length;f++)s[f]!==f&&(i=!1);let u=pN(e.x.shape,n.perm),l={dataId:e.x.dataId,shape:o,dtype:e.x.dtype};if(i){let f=On({inputs:e,backend:t});return f.shape=u,f}let a=t.makeOutput(u,l.dtype),c=t.dataIdMap.get(l.dataId).id,p=t.dataIdMap.get(a.dataId).id,d=new Uint8Array(new Int32Array(s).buffer),m=new Uint8Array(new Int32Array(l.shape).buffer);return by(c,m,l.shape.length,K[l.dtype],p,d,s.length),a}function pN(r,e){let t=new Array(r.length);for(let n=0;n<t.length;n++)t[n]=r[e[n]];return t}function dN(r,e){let t=[],n=[];for(let o=0;o<r.length;++o)r[o]!==1&&t.push(r[o]),r[e[o]]!==1&&n.push(e[o]);for(let o=0;o<n.length;++o){let s=-1;for(let i=0;i<n.length;++i)n[i]>=o&&(s===-1||n[s]>n[i])&&(s=i);n[s]=o}return[t,n]}var yy={kernelName:ma,backendName:"wasm",kernelFunc:At,setupFunc:cN};function st(r,e,t){let n=r.shape,o=r.shape.length,s=b.parseAxisParam(e,n),i=s,u=C.getAxesPermutation(i,o),l=null,a=!1;if(u!=null){let c=new Array(o);for(let m=0;m<c.length;m++)c[m]=n[u[m]];i=C.getInnerMostAxes(i.length,o),l=At({inputs:{x:r},attrs:{perm:u},backend:t});let p=t.dataIdMap.get(r.dataId).id;t.dataIdMap.get(l.dataId).id!==p&&(a=!0)}return{transposed:l,originalAxes:s,axes:i,inputWasTransposed:a}}var Cy;function mN(r){Cy=r.wasm.cwrap("All",null,["number, number, number"])}function fN(r){let{backend:e,inputs:t,attrs:n}=r,{axis:o,keepDims:s}=n,{x:i}=t,l=e.dataIdMap.get(i.dataId).id,a=i,{transposed:c,axes:p,originalAxes:d,inputWasTransposed:m}=st(i,o,e);if(m){let w=e.dataIdMap.get(c.dataId).id;a=c,l=w}let f=a.shape.length;C.assertAxesAreInnerMostDims("all",p,f);let[h,g]=C.computeOutAndReduceShapes(a.shape,p),x=b.sizeFromShape(g),y=e.makeOutput(h,i.dtype);if(b.sizeFromShape(a.shape)!==0){let w=e.dataIdMap.get(y.dataId).id;Cy(l,x,w)}if(m&&e.disposeData(c.dataId),s){let w=C.expandShapeToKeepDim(y.shape,d);y.shape=w}return y}var wy={kernelName:"All",backendName:"wasm",setupFunc:mN,kernelFunc:fN};var vy;function hN(r){vy=r.wasm.cwrap("Any",null,["number, number, number"])}function gN(r){let{backend:e,inputs:t,attrs:n}=r,{axis:o,keepDims:s}=n,{x:i}=t,l=e.dataIdMap.get(i.dataId).id,a=i,{transposed:c,axes:p,originalAxes:d,inputWasTransposed:m}=st(i,o,e);if(m){let w=e.dataIdMap.get(c.dataId).id;a=c,l=w}let f=a.shape.length;C.assertAxesAreInnerMostDims("any",p,f);let[h,g]=C.computeOutAndReduceShapes(a.shape,p),x=b.sizeFromShape(g),y=e.makeOutput(h,i.dtype);if(b.sizeFromShape(a.shape)!==0){let w=e.dataIdMap.get(y.dataId).id;vy(l,x,w)}if(m&&e.disposeData(c.dataId),s){let w=C.expandShapeToKeepDim(y.shape,d);y.shape=w}return y}var Iy={kernelName:"Any",backendName:"wasm",setupFunc:hN,kernelFunc:gN};function Fl(r){let e;function t(o){e=o.wasm.cwrap(r,null,["number","number","number","number","number"])}function n(o){let{backend:s,inputs:i,attrs:u}=o,{axis:l}=u,{x:a}=i,c=s.dataIdMap.get(a.dataId).id,p=c,d=a,{transposed:m,axes:f,inputWasTransposed:h}=st(a,l,s);if(h){let _=s.dataIdMap.get(m.dataId).id;_!==c&&(d=m,p=_)}let g=d.shape.slice(0,-1),x=s.makeOutput(g,"int32"),y=s.dataIdMap.get(x.dataId).id,w=b.sizeFromShape(x.shape),v=d.shape[f[0]];return e(p,K[d.dtype],w,v,y),h&&s.disposeData(m.dataId),x}return{kernelName:r,backendName:"wasm",setupFunc:t,kernelFunc:n}}var Sy=Fl(Qi);var _y=Fl(Zi);var ky=z(Ji);var Ty=z(eu);var Ey=z(tu);var Ry=le(nu,!1);var Ay=z(ru);var Ny;function xN(r){Ny=r.wasm.cwrap(pn,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function bN(r){let{inputs:e,attrs:t,backend:n}=r,o=e.x,s=n.dataIdMap.get(o.dataId).id,{filterSize:i,strides:u,pad:l,dimRoundingMode:a}=t,c=C.computePool2DInfo(o.shape,i,u,1,l,a),p=c.filterHeight,d=c.filterWidth,m=c.padInfo.top,f=c.padInfo.right,h=c.padInfo.bottom,g=c.padInfo.left,x=c.strideHeight,y=c.strideWidth,w=c.inChannels;if(c.dataFormat!=="channelsLast")throw new Error(`wasm backend does not support dataFormat:'${c.dataFormat}'. Please use 'channelsLast'.`);if(c.dilationWidth!==1||c.dilationHeight!==1)throw new Error(`was backend only supports average pooling with dilation = [1, 1], got [${c.dilationHeight}, ${c.dilationWidth}].`);let v=n.makeOutput(c.outShape,"float32"),_=n.dataIdMap.get(v.dataId).id;return Ny(s,o.shape[0],o.shape[1],o.shape[2],p,d,m,f,h,g,x,y,w,_),v}var $y={kernelName:pn,backendName:"wasm",setupFunc:xN,kernelFunc:bN};var Fy;function yN(r){Fy=r.wasm.cwrap("AvgPool3D",null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function CN(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{filterSize:s,strides:i,pad:u,dimRoundingMode:l,dataFormat:a}=n,c=C.computePool3DInfo(o.shape,s,i,1,u,l,a),p=t.makeOutput(c.outShape,o.dtype);return Fy(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(p.dataId).id,c.batchSize,c.inChannels,c.inDepth,c.inHeight,c.inWidth,c.outDepth,c.outHeight,c.outWidth,c.strideDepth,c.strideHeight,c.strideWidth,c.dilationDepth,c.dilationHeight,c.dilationWidth,c.effectiveFilterDepth,c.effectiveFilterHeight,c.effectiveFilterWidth,c.padInfo.front,c.padInfo.top,c.padInfo.left),p}var Dy={kernelName:su,backendName:"wasm",setupFunc:yN,kernelFunc:CN};var Py;function wN(r){Py=r.wasm.cwrap("AvgPool3DGrad",null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function vN(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s}=e,{filterSize:i,strides:u,pad:l,dimRoundingMode:a}=n,c=C.computePool3DInfo(s.shape,i,u,1,l,a),p=t.makeOutput(s.shape,s.dtype);return Py(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(p.dataId).id,c.batchSize,c.inChannels,c.inDepth,c.inHeight,c.inWidth,c.outDepth,c.outHeight,c.outWidth,c.strideDepth,c.strideHeight,c.strideWidth,c.dilationDepth,c.dilationHeight,c.dilationWidth,c.effectiveFilterDepth,c.effectiveFilterHeight,c.effectiveFilterWidth,c.padInfo.front,c.padInfo.top,c.padInfo.left,c.filterDepth,c.filterHeight,c.filterWidth),p}var My={kernelName:au,backendName:"wasm",setupFunc:wN,kernelFunc:vN};var Oy;function IN(r){Oy=r.wasm.cwrap("AvgPoolGrad",null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function SN(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s}=e,{filterSize:i,strides:u,pad:l}=n,a=C.computePool2DInfo(s.shape,i,u,1,l),c=t.makeOutput(s.shape,s.dtype);return Oy(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(c.dataId).id,a.batchSize,a.inChannels,a.inHeight,a.inWidth,a.outHeight,a.outWidth,a.strideHeight,a.strideWidth,a.dilationHeight,a.dilationWidth,a.effectiveFilterHeight,a.effectiveFilterWidth,a.padInfo.top,a.padInfo.left,a.filterHeight,a.filterWidth),c}var By={kernelName:ou,backendName:"wasm",setupFunc:IN,kernelFunc:SN};function Oe(r){let{inputs:e,attrs:t}=r,{x:n}=e,{shape:o}=t,s=b.sizeFromShape(n.shape),i=b.inferFromImplicitShape(o,s);return b.assert(s===b.sizeFromShape(i),()=>`new shape: ${i}, old shape: ${n.shape}. New shape and old shape must have the same number of elements.`),r.backend.incRef(n.dataId),{dataId:n.dataId,shape:i,dtype:n.dtype}}var Ly={kernelName:To,backendName:"wasm",kernelFunc:Oe};var Uy;function _N(r){Uy=r.wasm.cwrap(dn,null,["number","array","number","number","array","number","number","number","number"])}function kN(r){let{inputs:e,backend:t,attrs:n}=r,{a:o,b:s}=e,{transposeA:i,transposeB:u}=n;if(o.dtype!=="float32"||s.dtype!=="float32")throw new Error("BatchMatMul for non non-float32 tensors not yet supported.");let l=o.shape.length,a=s.shape.length,c=i?o.shape[l-2]:o.shape[l-1],p=u?s.shape[a-1]:s.shape[a-2],d=i?o.shape[l-1]:o.shape[l-2],m=u?s.shape[a-2]:s.shape[a-1],f=o.shape.slice(0,-2),h=s.shape.slice(0,-2),g=b.sizeFromShape(f),x=b.sizeFromShape(h),w=Ot.assertAndGetBroadcastShape(o.shape.slice(0,-2),s.shape.slice(0,-2)).concat([d,m]);b.assert(c===p,()=>`Error in matMul: inner shapes (${c}) and (${p}) of Tensors with shapes ${o.shape} and ${s.shape} and transposeA=${i} and transposeB=${u} must match.`);let v=i?[g,c,d]:[g,d,c],_=u?[x,m,p]:[x,p,m],T=Oe({inputs:{x:o},backend:t,attrs:{shape:v}}),R=Oe({inputs:{x:s},backend:t,attrs:{shape:_}}),A=t.dataIdMap.get(T.dataId).id,F=t.dataIdMap.get(R.dataId).id,D=i?T.shape[2]:T.shape[1],O=u?R.shape[1]:R.shape[2],W=Math.max(g,x),Q=t.makeOutput([W,D,O],T.dtype),oe=t.dataIdMap.get(Q.dataId).id,ue=new Uint8Array(new Int32Array(T.shape).buffer),ge=new Uint8Array(new Int32Array(R.shape).buffer);return Uy(A,ue,T.shape.length,F,ge,R.shape.length,i,u,oe),t.disposeData(T.dataId),t.disposeData(R.dataId),Q.shape=w,Q}var Wy={kernelName:dn,backendName:"wasm",setupFunc:_N,kernelFunc:kN};var Vh={};Wt(Vh,{addImpl:()=>Ch,bincountImpl:()=>zy,bincountReduceImpl:()=>Hy,bitwiseAndImpl:()=>wh,castImpl:()=>yh,ceilImpl:()=>vh,concatImpl:()=>Aa,equalImpl:()=>Ih,expImpl:()=>Sh,expm1Impl:()=>_h,floorDivImpl:()=>Th,floorImpl:()=>kh,gatherNdImpl:()=>qy,gatherV2Impl:()=>Ky,greaterEqualImpl:()=>Rh,greaterImpl:()=>Eh,lessEqualImpl:()=>Nh,lessImpl:()=>Ah,linSpaceImpl:()=>Xy,logImpl:()=>$h,maxImpl:()=>jy,maximumImpl:()=>Fh,minimumImpl:()=>Dh,multiplyImpl:()=>Fa,negImpl:()=>Yy,notEqualImpl:()=>Ph,prodImpl:()=>Zy,raggedGatherImpl:()=>eC,raggedRangeImpl:()=>rC,raggedTensorToTensorImpl:()=>sC,rangeImpl:()=>Da,rsqrtImpl:()=>Oh,scatterImpl:()=>aC,sigmoidImpl:()=>iC,simpleAbsImpl:()=>Vy,sliceImpl:()=>Ko,sparseFillEmptyRowsImpl:()=>uC,sparseReshapeImpl:()=>lC,sparseSegmentReductionImpl:()=>cC,sqrtImpl:()=>pC,squaredDifferenceImpl:()=>Bh,staticRegexReplaceImpl:()=>Lh,stridedSliceImpl:()=>dC,stringNGramsImpl:()=>Pa,stringSplitImpl:()=>Ma,stringToHashBucketFastImpl:()=>Oa,subImpl:()=>Wh,tileImpl:()=>mC,topKImpl:()=>hC,transposeImpl:()=>Qy,uniqueImpl:()=>La});function Dl(r,e){Array.isArray(r)||(r=[r]),r.forEach(t=>{t!=null&&b.assert(t.dtype!=="complex64",()=>`${e} does not support complex64 tensors in the CPU backend.`)})}function Vy(r){let e=new Float32Array(r.length);for(let t=0;t<r.length;++t)e[t]=Math.abs(r[t]);return e}function Ce(r){return(e,t,n,o,s)=>{let i=C.assertAndGetBroadcastShape(e,t),u=i.length,l=b.computeStrides(i),a=b.sizeFromShape(i),c=b.getTypedArrayFromDType(s,a),p=e.length,d=t.length,m=b.computeStrides(e),f=b.computeStrides(t),h=C.getBroadcastDims(e,i),g=C.getBroadcastDims(t,i);if(h.length+g.length===0)for(let x=0;x<c.length;++x)c[x]=r(n[x%n.length],o[x%o.length]);else for(let x=0;x<c.length;++x){let y=b.indexToLoc(x,u,l),w=y.slice(-p);h.forEach(R=>w[R]=0);let v=b.locToIndex(w,p,m),_=y.slice(-d);g.forEach(R=>_[R]=0);let T=b.locToIndex(_,d,f);c[x]=r(n[v],o[T])}return[c,i]}}function Ho(r){let{inputs:e,backend:t}=r,{real:n,imag:o}=e,s=t.data.get(n.dataId).values,i=t.data.get(o.dataId).values,u=t.makeTensorInfo(n.shape,"complex64"),l=t.data.get(u.dataId);return l.complexTensorInfos={real:t.makeTensorInfo(n.shape,"float32",s),imag:t.makeTensorInfo(o.shape,"float32",i)},u}function Pl(r,e,t="float32"){if(t==="complex64"){let o=Pl(r,e,"float32"),s=Pl(r,e,"float32");return Ho({inputs:{real:o,imag:s},backend:r})}let n=b.makeZerosTypedArray(b.sizeFromShape(e),t);return r.makeTensorInfo(e,t,n)}function bh(r){let{inputs:e,backend:t}=r,{x:n}=e;return t.incRef(n.dataId),{dataId:n.dataId,shape:n.shape,dtype:n.dtype}}function Gy(r){let{inputs:e,backend:t}=r,{input:n}=e,o=t.data.get(n.dataId).complexTensorInfos.real,s=t.data.get(o.dataId).values;return t.makeTensorInfo(o.shape,o.dtype,s)}function yh(r,e,t,n){if(n==="int32"){let o=Int32Array.from(r);return[e,"int32",o]}if(n==="bool"){let o=b.toTypedArray([0],t),[s,i]=Ce((u,l)=>u!==l?1:0)(e,[],r,o,"bool");return[i,"bool",s]}throw new Error(`Error in Cast: failed to cast ${t} to ${n}`)}function Ra(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{dtype:s}=n;if(s==="complex64"){if(o.dtype==="complex64")return bh({inputs:{x:o},backend:t});let c=Pl(t,o.shape,o.dtype),p=Ra({inputs:{x:o},backend:t,attrs:{dtype:"float32"}}),d=Ho({inputs:{real:p,imag:c},backend:t});return t.disposeIntermediateTensorInfo(c),t.disposeIntermediateTensorInfo(p),d}if(o.dtype==="complex64"){let c=Gy({inputs:{input:o},backend:t}),p=Ra({inputs:{x:c},backend:t,attrs:{dtype:s}});return t.disposeIntermediateTensorInfo(c),p}if(!b.hasEncodingLoss(o.dtype,s)){let c=bh({inputs:{x:o},backend:t});return{dataId:c.dataId,shape:c.shape,dtype:s}}let i=t.data.get(o.dataId).values,[u,l,a]=yh(i,o.shape,o.dtype,s);return t.makeTensorInfo(u,l,a)}function we(r,e,t,n){return t==null?({inputs:o,backend:s})=>{let{a:i,b:u}=o,l=s;Dl([i,u],r);let a=l.data.get(i.dataId).values,c=l.data.get(u.dataId).values,p=i.dtype==="string"?C.fromUint8ToStringArray(a):a,d=i.dtype==="string"?C.fromUint8ToStringArray(c):c,m=n||i.dtype,[f,h]=e(i.shape,u.shape,p,d,m);return l.makeTensorInfo(h,m,f)}:({inputs:o,backend:s})=>{let{a:i,b:u}=o,l=s;if(i.dtype==="complex64"||u.dtype==="complex64"){let a=Ra({inputs:{x:i},backend:l,attrs:{dtype:"complex64"}}),c=l.data.get(a.dataId),p=c.complexTensorInfos.real,d=c.complexTensorInfos.imag,m=l.data.get(p.dataId).values,f=l.data.get(d.dataId).values,h=Ra({inputs:{x:u},backend:l,attrs:{dtype:"complex64"}}),g=l.data.get(h.dataId),x=g.complexTensorInfos.real,y=g.complexTensorInfos.imag,w=l.data.get(x.dataId).values,v=l.data.get(y.dataId).values,[_,T,R]=t(i.shape,u.shape,m,f,w,v),A=l.makeTensorInfo(R,"float32",_),F=l.makeTensorInfo(R,"float32",T),D=Ho({inputs:{real:A,imag:F},backend:l});return l.disposeIntermediateTensorInfo(a),l.disposeIntermediateTensorInfo(h),l.disposeIntermediateTensorInfo(A),l.disposeIntermediateTensorInfo(F),D}else{let a=l.data.get(i.dataId).values,c=l.data.get(u.dataId).values,p=n||i.dtype,[d,m]=e(i.shape,u.shape,a,c,p);return l.makeTensorInfo(m,p,d)}}}function qo(r){return(e,t,n,o,s,i)=>{let u=C.assertAndGetBroadcastShape(e,t),l=b.sizeFromShape(u),a=u.length,c=b.computeStrides(u),p=b.getTypedArrayFromDType("float32",l),d=b.getTypedArrayFromDType("float32",l),m=C.getBroadcastDims(e,u),f=C.getBroadcastDims(t,u),h=C.mergeRealAndImagArrays(n,o),g=C.mergeRealAndImagArrays(s,i),x=e.length,y=b.computeStrides(e),w=t.length,v=b.computeStrides(t);if(m.length+f.length===0)for(let _=0;_<p.length;_++){let T=_%h.length,R=_%g.length,A=r(h[T*2],h[T*2+1],g[R*2],g[R*2+1]);p[_]=A.real,d[_]=A.imag}else for(let _=0;_<p.length;_++){let T=b.indexToLoc(_,a,c),R=T.slice(-x);m.forEach(W=>R[W]=0);let A=b.locToIndex(R,x,y),F=T.slice(-w);f.forEach(W=>F[W]=0);let D=b.locToIndex(F,w,v),O=r(h[A*2],h[A*2+1],g[D*2],g[D*2+1]);p[_]=O.real,d[_]=O.imag}return[p,d,u]}}var Ch=Ce(((r,e)=>r+e)),TN=qo(((r,e,t,n)=>({real:r+t,imag:e+n}))),Y8=we("Add",Ch,TN);function zy(r,e,t,n,o){let s=b.sizeFromShape(n),i=b.makeZerosTypedArray(o,t);for(let u=0;u<r.length;u++){let l=r[u];if(l<0)throw new Error("Input x must be non-negative!");l>=o||(s>0?i[l]+=e[u]:i[l]+=1)}return i}function Hy(r,e,t,n=!1){let o=r.shape[0],s=r.shape[1],i=be([o,t],e.dtype);for(let u=0;u<o;u++)for(let l=0;l<s;l++){let a=r.get(u,l);if(a<0)throw new Error("Input x must be non-negative!");a>=t||(n?i.set(1,u,a):e.size>0?i.set(i.get(u,a)+e.get(u,l),u,a):i.set(i.get(u,a)+1,u,a))}return i}var wh=Ce(((r,e)=>r&e)),n5=we(po,wh);function Ge(r){return(e,t,n)=>{let o=b.getArrayFromDType(t,e.length);for(let s=0;s<e.length;++s)o[s]=r(e[s],n);return o}}function Ml(r,e,t){let n=Ge(e);return pt(r,n,t)}function pt(r,e,t){return({inputs:n,attrs:o,backend:s})=>{let{x:i}=n;Dl(i,r);let u=s,l=u.data.get(i.dataId).values,a;if(i.dtype==="string"){if(!Array.isArray(l))throw new Error("String tensor's value was not an instance of Array");a=C.fromUint8ToStringArray(l)}else a=l;let c=t||i.dtype,p=e(a,c,o);return u.makeTensorInfo(i.shape,c,p)}}var vh=Ge(r=>Math.ceil(r)),f5=pt(mo,vh);function Aa(r,e,t,n){let o=b.getArrayFromDType(t,b.sizeFromShape(e));if(n&&t!=="string"){let s=0;r.forEach(i=>{let u=b.sizeFromShape(i.shape);o.set(i.vals,s),s+=u})}else{let s=0;r.forEach(i=>{let u=t==="string"?C.fromUint8ToStringArray(i.vals):i.vals,l=0;for(let a=0;a<i.shape[0];++a){let c=a*e[1]+s;for(let p=0;p<i.shape[1];++p)o[c+p]=u[l++]}s+=i.shape[1]})}return o}var Ih=Ce((r,e)=>r===e?1:0),w5=we(ho,Ih,null,"bool");var Sh=Ge(r=>Math.exp(r)),k5=pt("Exp",Sh,"float32");var _h=Ge(r=>Math.expm1(r)),N5=pt(go,_h);var kh=Ge(r=>Math.floor(r)),M5=pt(bo,kh);var Th=Ce((r,e)=>Math.floor(r/e)),W5=we($r,Th,null,"int32");function qy(r,e,t,n,o,s,i,u,l){let a=be([n,s],t);for(let c=0;c<n;c++){let p=[],d=0;for(let m=0;m<o;m++){let f=r[c*o+m];d+=f*i[m],p.push(f)}if(d<0||d>=l/s)throw new Error(`Invalid indices: ${p} does not index into ${u}`);for(let m=0;m<s;m++)a.values[c*s+m]=e.get(...e.indexToLoc(d*s+m))}return a}function Ky(r,e,t){let n=be(t,r.dtype);for(let o=0;o<n.size;++o){let i=n.indexToLoc(o).slice(),u=i[0],l=i[2],a=e.locToIndex([u,l]);i[2]=e.values[a];let c=r.locToIndex(i);0<=c&&c<r.values.length&&(n.values[o]=r.values[c])}return n}var Eh=Ce((r,e)=>r>e?1:0),Y5=we(yo,Eh,null,"bool");var Rh=Ce((r,e)=>r>=e?1:0),tY=we(Co,Rh,null,"bool");var Ah=Ce((r,e)=>r<e?1:0),aY=we(wo,Ah,null,"bool");var Nh=Ce((r,e)=>r<=e?1:0),pY=we(vo,Nh,null,"bool");function Xy(r,e,t){let n=(e-r)/(t-1),o=b.makeZerosTypedArray(t,"float32");o[0]=r;for(let s=1;s<o.length;s++)o[s]=o[s-1]+n;return o}var $h=Ge(r=>Math.log(r)),bY=pt("Log",$h);function jy(r,e,t,n){let o=b.getTypedArrayFromDType(n,b.sizeFromShape(t));for(let s=0;s<o.length;++s){let i=s*e,u=r[i];for(let l=0;l<e;++l){let a=r[i+l];(Number.isNaN(a)||a>u)&&(u=a)}o[s]=u}return o}var Fh=Ce(((r,e)=>Math.max(r,e))),_Y=we(Fr,Fh);var Dh=Ce(((r,e)=>Math.min(r,e))),AY=we(Io,Dh);var Fa=Ce(((r,e)=>r*e)),EN=qo(((r,e,t,n)=>({real:r*t-e*n,imag:r*n+e*t}))),PY=we(Dr,Fa,EN);function Yy(r,e,t){let n=b.createScalarValue(-1,t);return Fa([],e,n,r,t)}var Ph=Ce(((r,e)=>r!==e?1:0)),GY=we(So,Ph,null,"bool");function Qy(r,e,t,n,o){let s=e.length,i=b.sizeFromShape(e),u=b.computeStrides(e),l=b.computeStrides(o),a=b.getTypedArrayFromDType(t,b.sizeFromShape(o));for(let c=0;c<i;++c){let p=b.indexToLoc(c,s,u),d=new Array(p.length);for(let f=0;f<d.length;f++)d[f]=p[n[f]];let m=b.locToIndex(d,s,l);a[m]=r[c]}return a}function Zy(r,e,t,n){let[o,s]=C.computeOutAndReduceShapes(r,n),i=et(e,"int32"),u=b.makeZerosTypedArray(b.sizeFromShape(o),i),l=b.sizeFromShape(s);for(let a=0;a<u.length;++a){let c=a*l,p=1;for(let d=0;d<l;++d)p*=t[c+d];u[a]=p}return{outVals:u,outShape:o,outDtype:i}}function RN(r,e,t){r.forEach((n,o)=>{if(n<0||n>=t){let s=b.indexToLoc(o,e.length,b.computeStrides(e)).join(",");throw new Error(`indices[${s}] = ${n} is not in [0, ${t})`)}})}function AN(r,e){for(let t=0;t<r.length;++t){let n=r[t],o=t===r.length-1?e:r[t+1].length;if(n.length===0)throw new Error("Ragged splits may not be empty");if(n[0]<0)throw new Error("Ragged splits must be non-negative");if(n[n.length-1]>o)throw new Error("Ragged splits must not point past values");for(let s=1;s<n.length;++s)if(n[s-1]>n[s])throw new Error("Ragged splits must be sorted in ascending order")}}function NN(r,e,t,n){let o=[],s=0,i=e.length-1+t.length,u=new Array(i).fill(null).map(()=>[0]);AN(t,n);let l=1;for(let a=0;a<e.length-1;++a){l*=e[a];let c=e[a+1];for(let p=1;p<l+1;++p)u[a].push(p*c)}for(let a=0;a<r.length;++a){let c=r[a],p=r[a]+1;for(let d=0;d<t.length;++d){let m=t[d],f=d+e.length-1;if(f>=0){let h=u[f],g=h[h.length-1]-m[c];for(let x=c;x<p;++x)u[f].push(m[x+1]+g)}c=m[c],p=m[p]}p!==c&&(o.push([c,p]),s+=p-c)}return{outSplits:u,valueSlices:o,numValues:s}}function $N(r){let e=[];for(let t=0;t<r.length;++t){let n=r[t].length,o=b.getArrayFromDType("int32",n);e.push(o),r[t].forEach((s,i)=>o[i]=s)}return e}function Jy(r,e){let t=r.slice(0,e);for(;t.length<e;)t.push(1);for(let n=e;n<r.length;n++)t[e-1]*=r[n];return t}function FN(r,e,t,n,o,s){let i=Jy(e,2)[1],u=Jy(s,2)[1],l=0;for(let a of t)for(let c=a[0];c<a[1];++c){for(let p=0;p<n;++p)o[l*u+p]=r[c*i+p];++l}}function DN(r,e,t,n,o){let s=e.slice();s[0]=o;let i=b.getArrayFromDType(t,b.sizeFromShape(s)),u=r.length,l=u===0?0:u/e[0];return FN(r,e,n,l,i,s),[i,s]}function eC(r,e,t,n,o,s,i,u){if(r.length===0)throw new Error("paramsNestedSplits must be non empty");if(e[0].length===0)throw new Error("Split tensors must not be scalars");let l=e[0][0]-1;if(RN(s,i,l),n.length===0)throw new Error("params.rank must be nonzero");let a=n[0],{outSplits:c,valueSlices:p,numValues:d}=NN(s,i,r,a),m=$N(c),f=DN(t,n,o,p,d);return[m,f[0],f[1]]}var tC=2147483647;function rC(r,e,t,n,o,s,i){if(e.length>1)throw new Error("starts must be a scalar or vector");if(o.length>1)throw new Error("limits must be a scalar or vector");if(i.length>1)throw new Error("deltas must be a scalar or vector");let u=e.length===0,l=o.length===0,a=i.length===0,c=[];u||c.push(e[0]),l||c.push(o[0]),a||c.push(i[0]);for(let g=1;g<c.length;++g)if(c[g]!==c[g-1])throw new Error("starts, limits, and deltas must have the same shape");let p=c.length===0?1:c[0],d=b.getArrayFromDType("int32",p+1);d[0]=0;for(let g=0;g<p;++g){let x=u?r[0]:r[g],y=l?n[0]:n[g],w=a?s[0]:s[g];if(w===0)throw new Error("Requires delta != 0");let v;if(w>0&&y<x||w<0&&y>x)v=0;else if(v=Math.ceil(Math.abs((y-x)/w)),v>tC)throw new Error(`Requires ((limit - start) / delta) <= ${tC}`);d[g+1]=d[g]+v}let m=d[p],f=b.getArrayFromDType(t,m),h=0;for(let g=0;g<p;++g){let x=d[g+1]-d[g],y=u?r[0]:r[g],w=a?s[0]:s[g];for(let v=0;v<x;++v)f[h++]=y,y+=w}return[d,f]}var Bt=C.RowPartitionType,Mh=class r{constructor(e,t,n,o,s,i,u,l,a,c){this.shape=e,this.shapeShape=t,this.values=n,this.valuesShape=o,this.valuesDType=s,this.defaultValue=i,this.defaultValueShape=u,this.rowPartitionValues=l,this.rowPartitionValuesShapes=a,this.rowPartitionTypes=C.getRowPartitionTypesHelper(c),this.raggedRank=C.getRaggedRank(this.rowPartitionTypes)}getRowPartitionTypeByDimension(e){return this.rowPartitionTypes[0]===Bt.FIRST_DIM_SIZE?this.rowPartitionTypes[e+1]:this.rowPartitionTypes[e]}getRowPartitionTensor(e){return this.rowPartitionTypes[0]===Bt.FIRST_DIM_SIZE?this.rowPartitionValues[e+1]:this.rowPartitionValues[e]}getMaxWidth(e){let t=this.getRowPartitionTensor(e-1);switch(this.getRowPartitionTypeByDimension(e-1)){case Bt.VALUE_ROWIDS:return r.getMaxWidthValueRowID(t);case Bt.ROW_SPLITS:return r.getMaxWidthRowSplit(t);default:throw new Error(`Cannot handle partition type ${Bt[this.getRowPartitionTypeByDimension(e-1)]}`)}}static getMaxWidthRowSplit(e){let t=e.length;if(t===0||t===1)return 0;let n=0;for(let o=0;o<t-1;++o){let s=e[o+1]-e[o];s>n&&(n=s)}return n}static getMaxWidthValueRowID(e){let t=e.length;if(t===0)return 0;let n=0,o=e[0],s=0;for(let i=1;i<t;++i){let u=e[i];u!==o&&(o=u,s=Math.max(i-n,s),n=i)}return Math.max(t-n,s)}tensorShapeFromTensor(e,t,n=!0){if(t.length===0){if(e[0]===-1)return[];throw new Error("The only valid scalar shape tensor is the fully unknown shape specified as -1.")}return oC(e,n)}calculateOutputSize(e){let t=this.valuesShape,n=this.defaultValueShape;C.validateDefaultValueShape(n,t);let o=this.tensorShapeFromTensor(this.shape,this.shapeShape),i=C.combineRaggedTensorToTensorShapes(this.raggedRank,o,t);i[0]<0&&(i[0]=e);for(let u=1;u<=this.raggedRank;++u)i[u]<0&&(i[u]=this.getMaxWidth(u));return i}calculateFirstParentOutputIndex(e,t,n){let o=Math.min(e,n),s=[],i=0;for(let u=0;u<o;++u,i+=t)s.push(i);for(let u=o;u<e;++u)s.push(-1);return b.assert(s.length===e,()=>"Final length of result must be equal to firstDimension."),s}calculateOutputIndexRowSplit(e,t,n,o){let s=e.length,i=[];for(let u=0;u<s-1;++u){let l=e[u+1]-e[u],a=Math.min(o,l),c=t[u];c===-1&&(a=0);for(let p=0;p<a;++p)i.push(c),c+=n;for(let p=0;p<l-a;++p)i.push(-1)}if(s>0&&i.length!==e[s-1])throw new Error("Invalid row split size.");return i}calculateOutputIndexValueRowID(e,t,n,o){let s=e.length,i=[];if(s===0)return[];let u=0,l=e[0];if(l>=t.length)throw new Error(`Got currentValueRowId=${l}, which is not less than ${t.length}`);let a=t[l];i.push(a);for(let c=1;c<s;++c){let p=e[c];if(p===l)a>=0&&(++u,u<o?a+=n:a=-1);else{if(u=0,l=p,p>=t.length)throw new Error(`Got nextValueRowId=${p} which is not less than ${t.length}`);a=t[p]}i.push(a)}if(i.length!==e.length)throw new Error("Invalid row ids.");return i}calculateOutputIndex(e,t,n,o){let s=this.getRowPartitionTensor(e),i=this.getRowPartitionTypeByDimension(e);switch(i){case Bt.VALUE_ROWIDS:return this.calculateOutputIndexValueRowID(s,t,n,o);case Bt.ROW_SPLITS:if(s.length-1>t.length)throw new Error(`Row partition size is greater than output size: ${s.length-1} > ${t.length}`);return this.calculateOutputIndexRowSplit(s,t,n,o);default:throw new Error(`Unsupported partition type: ${Bt[i]}`)}}getFirstDimensionSize(){let e=this.rowPartitionValues[0];if(this.rowPartitionTypes.length===0)throw new Error("No row_partition_types given.");let t=this.rowPartitionTypes[0];switch(t){case Bt.FIRST_DIM_SIZE:return e[0];case Bt.VALUE_ROWIDS:throw new Error("Cannot handle VALUE_ROWIDS in first dimension.");case Bt.ROW_SPLITS:return this.rowPartitionValuesShapes[0][0]-1;default:throw new Error(`Cannot handle type ${Bt[t]}`)}}compute(){if(this.rowPartitionValues[0].length<=0)throw new Error("Invalid first partition input. Tensor requires at least one element.");let t=this.getFirstDimensionSize(),n=this.calculateOutputSize(t),o=new Array(this.raggedRank+1);o[o.length-1]=1;for(let l=o.length-2;l>=0;--l)o[l]=o[l+1]*n[l+1];let s=oC(n,!1),i=b.getArrayFromDType(this.valuesDType,b.sizeFromShape(s));if(o[0]*n[0]>0){let l=this.calculateFirstParentOutputIndex(t,o[0],n[0]);for(let a=1;a<=this.raggedRank;++a)l=this.calculateOutputIndex(a-1,l,o[a],n[a]);this.setOutput(this.raggedRank,l,i,s)}return[s,i]}setOutput(e,t,n,o){if(n.length===0)return;let s=this.values,i=n,u=o.slice();u=u.slice(e+1);let l=b.sizeFromShape(u),a=t.length,c=this.defaultValue;if(c.length!==l&&c.length!==1){let f=this.defaultValueShape;fe(()=>{let h=ee(c,f);c=nh(h,u).dataSync()})}let p=0,d=0,m=0;for(let f=0;f<=a;++f){let h=f<a?t[f]:-1;if(h===m){++m;continue}if(d<m){let g=s.subarray(p*l),x=i.subarray(d*l),y=(m-d)*l;nC(x,g,y)}if(f>=a){let g=n.length;h=Math.floor(g/l)}if(h>m)if(this.defaultValue.length===1)i.subarray(m*l,h*l).fill(this.defaultValue[0]),m=h;else for(;h>m;){let g=i.slice(m*l);nC(g,c,l),++m}h<0?(p=f+1,d=m):(p=f,d=m,m=d+1)}}};function nC(r,e,t){for(let n=0;n<t;n++)r[n]=e[n]}function oC(r,e){let t=[];for(let n of r){if(n<0){if(!e)throw new Error(`Dimension ${n} must be >= 0`);if(n<-1)throw new Error(`Dimension ${n} must be >= -1`);n=-1}t.push(n)}return t}function sC(r,e,t,n,o,s,i,u,l,a){return new Mh(r,e,t,n,o,s,i,u,l,a).compute()}function Da(r,e,t,n){let o=r===e,s=r<e&&t<0,i=e<r&&t>1;if(o||s||i)return b.makeZerosTypedArray(0,n);let u=Math.abs(Math.ceil((e-r)/t)),l=b.makeZerosTypedArray(u,n);e<r&&t===1&&(t=-1),l[0]=r;for(let a=1;a<l.length;a++)l[a]=l[a-1]+t;return l}var Oh=Ge(r=>1/Math.sqrt(r)),a7=pt(Ro,Oh);function aC(r,e,t,n,o,s,i,u,l,a){let c=[n/o,o],p=r.values,d=e.values;if(n===0)return be(t,e.dtype);let m=l instanceof Jt?l:be(c,e.dtype);typeof l=="string"||typeof l=="number"?m.values.fill(l):typeof l=="boolean"&&m.values.fill(+l);for(let f=0;f<s;f++){let h=[],g=0;for(let x=0;x<i;x++){let y=p[f*i+x];h.push(y),g+=y*u[x]}if(g<0||g>=n/o)throw new Error(`Invalid indices: ${h} does not index into ${t}`);for(let x=0;x<o;x++)a?m.values[g*o+x]+=d[f*o+x]:m.values[g*o+x]=e.rank===0?d[0]:d[f*o+x]}return m}var iC=Ge(r=>1/(1+Math.exp(-r))),m7=Ml(Pr,r=>1/(1+Math.exp(-r)));function Ko(r,e,t,n,o){let s=Le.isSliceContinous(n,e,t),i=b.sizeFromShape(t),u=b.computeStrides(n);if(s){let p=Le.computeFlatOffset(e,u);return o==="string"?r.slice(p,p+i):r.subarray(p,p+i)}let l=o==="string"?C.fromUint8ToStringArray(r):r,a=be(n,o,l),c=be(t,o);for(let p=0;p<c.size;++p){let d=c.indexToLoc(p),m=d.map((f,h)=>f+e[h]);c.set(a.get(...m),...d)}return o==="string"?C.fromStringArrayToUint8(c.values):c.values}function uC(r,e,t,n,o,s,i){let u=e[0],l=s[0],a=new Array(l),c=new Array(u),p=e[1];if(l===0){if(u!==0)throw new Error(C.getSparseFillEmptyRowsIndicesDenseShapeMismatch(u));let g=b.getArrayFromDType(t,0),x=b.getArrayFromDType(o,0);return[g,[0,p],x,a,c]}let d=!0,m=0,f=new Array(l).fill(0);for(let g=0;g<u;++g){let x=r[g*p];if(x<0)throw new Error(C.getSparseFillEmptyRowsNegativeIndexErrorMessage(g,x));if(x>=l)throw new Error(C.getSparseFillEmptyRowsOutOfRangeIndexErrorMessage(g,x,l));++f[x],d=d&&x>=m,m=x}let h=!0;for(let g=0;g<l;++g){let x=f[g]===0;a[g]=x,h=h&&!x,f[g]=Math.max(f[g],1),g>0&&(f[g]+=f[g-1])}if(h&&d){let g=r,x=n;for(let y=0;y<u;++y)c[y]=y;return[g,[u,p],x,a,c]}else{let g=f[l-1],x=b.getArrayFromDType(t,g*p),y=b.getArrayFromDType(o,g),w=new Array(l).fill(0);for(let v=0;v<u;++v){let _=r[v*p],T=w[_],R=(_===0?0:f[_-1])+T;w[_]++;for(let A=0;A<p;++A)x[R*p+A]=r[v*p+A];y[R]=n[v],c[v]=R}for(let v=0;v<l;++v)if(w[v]===0){let T=v===0?0:f[v-1];x[T*p+0]=v;for(let R=1;R<p;++R)x[T*p+R]=0;y[T]=i}return[x,[g,p],y,a,c]}}function lC(r,e,t,n,o){let s=b.sizeFromShape(n),i=e[0],u=o.length,l=[],a=1,c=-1;for(let g=0;g<u;++g){let x=o[g];if(x===-1){if(c!==-1)throw new Error(C.getSparseReshapeMultipleNegativeOneOutputDimErrorMessage(c,g));c=g,l.push(1)}else{if(x<0)throw new Error(C.getSparseReshapeNegativeOutputDimErrorMessage(g,x));a*=x,l.push(x)}}if(c!==-1){if(a<=0)throw new Error(C.getSparseReshapeEmptyTensorZeroOutputDimErrorMessage());let g=Math.trunc(s/a);if(a*g!==s)throw new Error(C.getSparseReshapeInputOutputMultipleErrorMessage(n,l));l[c]=g}if(b.sizeFromShape(l)!==s)throw new Error(C.getSparseReshapeInputOutputMismatchErrorMessage(n,l));let d=n.length,m=[];if(d>0){m[d-1]=1;for(let g=d-2;g>=0;--g)m[g]=m[g+1]*n[g+1]}let f=[];if(u>0){f[u-1]=1;for(let g=u-2;g>=0;--g)f[g]=f[g+1]*l[g+1]}let h=b.getArrayFromDType(t,i*u);for(let g=0;g<i;++g){let x=0;for(let y=0;y<d;++y)x+=r[g*d+y]*m[y];for(let y=0;y<u;++y)h[g*u+y]=Math.trunc(x/f[y]),x%=f[y]}return[h,[i,u],l]}function cC(r,e,t,n,o,s=!1,i=0){let u=n.length,l=[e[0],r.length/e[0]],a=l[1],p=u>0?o[u-1]+1:0;if(p<0)throw new Error(C.getSparseSegmentReductionNegativeSegmentIdsErrorMessage());let d=e.slice();d[0]=p;let m=d.reduce((w,v)=>w*v,1),f=b.getArrayFromDType(t,m);if(u===0)return p>0&&f.fill(i),[f,d];if(p<=0)throw new Error(C.getSparseSegmentReductionNegativeSegmentIdsErrorMessage());let h=0,g=1,x=0,y=o[h];for(;;){let w=0;if(g<u){if(w=o[g],y===w){++g;continue}if(y>=w)throw new Error(C.getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage())}if(y<0||y>=p)throw new Error(C.getSparseSegmentReductionSegmentIdOutOfRangeErrorMessage(y,p));y>x&&f.fill(i,x*a,y*a);for(let v=h;v<g;++v){let _=n[v];if(_<0||_>=l[0])throw new Error(C.getSparseSegmentReductionIndicesOutOfRangeErrorMessage(v,n[v],l[0]));for(let T=0;T<a;T++)f[y*a+T]+=r[_*a+T]}if(s)for(let v=0;v<a;v++)f[y*a+v]/=g-h;if(h=g,++g,x=y+1,y=w,g>u)break}return x<p&&f.fill(i,x*a,p*a),[f,d]}var pC=Ge(r=>Math.sqrt(r)),k7=Ml(Mr,r=>Math.sqrt(r));var Bh=Ce(((r,e)=>{let t=r-e;return t*t})),N7=we(Ao,Bh);var Lh=Ge((r,e)=>{let{pattern:t,replaceGlobal:n,rewrite:o}=e;return r.replace(new RegExp(t,n?"g":""),o)}),M7=pt(qu,Lh);function dC(r,e,t,n){let o=be(r,e.dtype);for(let s=0;s<o.size;s++){let i=o.indexToLoc(s),u=new Array(i.length);for(let l=0;l<u.length;l++)u[l]=i[l]*t[l]+n[l];o.set(e.get(...u),...i)}return o}var Uh=class{constructor(e,t,n,o,s,i){this.separator=b.encodeString(e),this.nGramWidths=t,this.leftPad=b.encodeString(n),this.rightPad=b.encodeString(o),this.padWidth=s,this.preserveShort=i}getPadWidth(e){return Math.min(this.padWidth<0?e-1:this.padWidth,e-1)}getNumNGrams(e,t){let n=this.getPadWidth(t);return Math.max(0,e+2*n-t+1)}createNGrams(e,t,n,o,s,i){for(let u=0;u<s;++u){let l=this.getPadWidth(i),a=Math.max(0,l-u),c=Math.max(0,l-(s-(u+1))),p=i-(a+c),d=t+(a>0?0:u-l),m=0;m+=a*this.leftPad.length;for(let y=0;y<p;++y)m+=e[d+y].length;m+=c*this.rightPad.length;let f=a+c+p-1;m+=f*this.separator.length,n[o+u]=new Uint8Array(m);let h=n[o+u],g=0,x=y=>y.forEach(w=>h[g++]=w);for(let y=0;y<a;++y)x(this.leftPad),x(this.separator);for(let y=0;y<p-1;++y)x(e[d+y]),x(this.separator);if(p>0){x(e[d+p-1]);for(let y=0;y<c;++y)x(this.separator),x(this.rightPad)}else{for(let y=0;y<c-1;++y)x(this.rightPad),x(this.separator);x(this.rightPad)}}}compute(e,t){let n=e.length,o=t.length;if(o>0){let l=t[0];if(l!==0)throw new Error(`First split value must be 0, got ${l}`);for(let a=1;a<o;++a){let c=t[a]>=l;if(c=c&&t[a]<=n,!c)throw new Error(`Invalid split value ${t[a]}, must be in [${l}, ${n}]`);l=t[a]}if(l!==n)throw new Error(`Last split value must be data size. Expected ${n}, got ${l}`)}let s=o-1,i=b.getArrayFromDType("int32",o);if(n===0||o===0){let l=new Array(n);for(let a=0;a<=s;++a)i[a]=0;return[l,i]}i[0]=0;for(let l=1;l<=s;++l){let a=t[l]-t[l-1],c=0;this.nGramWidths.forEach(p=>{c+=this.getNumNGrams(a,p)}),this.preserveShort&&a>0&&c===0&&(c=1),i[l]=i[l-1]+c}let u=new Array(i[s]);for(let l=0;l<s;++l){let a=t[l],c=i[l];if(this.nGramWidths.forEach(p=>{let d=t[l+1]-t[l],m=this.getNumNGrams(d,p);this.createNGrams(e,a,u,c,m,p),c+=m}),this.preserveShort&&c===i[l]){let p=t[l+1]-t[l];if(p===0)continue;let d=p+2*this.padWidth;this.createNGrams(e,a,u,c,1,d)}}return[u,i]}};function Pa(r,e,t,n,o,s,i,u){return new Uh(t,n,o,s,i,u).compute(r,e)}function PN(r,e,t,n){if(!r.length)return;if(e.length===0){for(let s=0;s<r.length;++s)n.push(r.subarray(s,s+1));return}if(e.length===1){let s=e[0],i=r.indexOf(s);for(;i!==-1;){let u=r.subarray(0,i);(!t||u.length!==0)&&n.push(u),r=r.subarray(i+1),i=r.indexOf(s)}(!t||r.length!==0)&&n.push(r);return}let o=0;for(let s=0;s<r.length+1;s++)if(s===r.length||e.indexOf(r[s])!==-1){let i=r.subarray(o,s);(!t||i.length!==0)&&n.push(i),o=s+1}}function Ma(r,e,t){let n=r.length,o=[],s=0,i=0,u=new Array(n);for(let d=0;d<n;++d){let m=o.length;PN(r[d],e,t,o);let f=o.length-m;u[d]=f,s+=f,i=Math.max(i,f)}let l=b.getArrayFromDType("int32",s*2),a=new Array(s),c=[n,i],p=0;for(let d=0;d<n;++d)for(let m=0;m<u[d];++m)l[p*2]=d,l[p*2+1]=m,a[p]=o[p],++p;return[l,a,c]}function Oa(r,e){let t=b.getArrayFromDType("int32",r.length);for(let n=0;n<r.length;++n)t[n]=b.fingerPrint64(r[n]).modulo(e).getLowBitsUnsigned();return t}var Wh=Ce(((r,e)=>r-e)),MN=qo(((r,e,t,n)=>({real:r-t,imag:e-n}))),j7=we("Sub",Wh,MN);function mC(r,e){let t=new Array(r.rank);for(let o=0;o<t.length;o++)t[o]=r.shape[o]*e[o];let n=be(t,r.dtype);for(let o=0;o<n.values.length;++o){let s=n.indexToLoc(o),i=new Array(r.rank);for(let l=0;l<i.length;l++)i[l]=s[l]%r.shape[l];let u=r.locToIndex(i);n.values[o]=r.values[u]}return n}var Ba=(r,e)=>{let t=e.value-r.value;return t===0?r.index-e.index:t};function fC(r,e,t=0,n=r.length-1){for(;n>t;){if(n-t>600){let u=n-t+1,l=e-t+1,a=Math.log(u),c=.5*Math.exp(2*a/3),p=.5*Math.sqrt(a*c*(u-c)/u)*Math.sign(l-u/2),d=Math.max(t,Math.floor(e-l*c/u+p)),m=Math.min(n,Math.floor(e+(u-l)*c/u+p));fC(r,e,d,m)}let o=r[e],s=t,i=n;for(b.swap(r,t,e),Ba(r[n],o)>0&&b.swap(r,t,n);s<i;){for(b.swap(r,s,i),s++,i--;Ba(r[s],o)<0;)s=s+1;for(;Ba(r[i],o)>0;)i=i-1}Ba(r[t],o)===0?b.swap(r,t,i):(i=i+1,b.swap(r,i,n)),i<=e&&(t=i+1),e<=i&&(n=i-1)}}function hC(r,e,t,n,o){let s=e[e.length-1],[i,u]=[r.length/s,s],l=b.getTypedArrayFromDType(t,i*n),a=b.getTypedArrayFromDType("int32",i*n);for(let p=0;p<i;p++){let d=p*u,m=r.subarray(d,d+u),f=new Array(m.length);m.forEach((y,w)=>f[w]={value:y,index:w}),n<f.length&&(fC(f,n),f=f.slice(0,n)),o&&f.sort(Ba);let h=p*n,g=l.subarray(h,h+n),x=a.subarray(h,h+n);for(let y=0;y<n;y++)g[y]=f[y].value,x[y]=f[y].index}let c=e.slice();return c[c.length-1]=n,[be(c,t,l),be(c,"int32",a)]}function La(r,e,t,n){let o=b.parseAxisParam(e,t)[0],s=[1,t[0],1];for(let f=0;f<o;f++)s[0]*=t[f];s[1]=t[o];for(let f=o+1;f<t.length;f++)s[2]*=t[f];let i=new Map,u=new Int32Array(t[o]),l=new Jt(s,n,r),a=[],c=s[0]===1&&s[2]===1;for(let f=0;f<t[o];f++){let h;if(c)h=r[f].toString();else{let x=[];for(let y=0;y<s[0];y++)for(let w=0;w<s[2];w++)x.push(l.get(y,f,w));h=x.join(",")}let g=i.get(h);if(g!=null)u[f]=g;else{let x=i.size;i.set(h,x),u[f]=x,a.push(f)}}let p=s.slice();p[1]=i.size;let d=new Jt(p,n);a.forEach((f,h)=>{for(let g=0;g<s[0];g++)for(let x=0;x<s[2];x++)d.set(l.get(g,f,x),g,h,x)});let m=t.slice();return m[o]=p[1],{outputValues:d.values,outputShape:m,indices:u}}function Lt(r){let{inputs:{x:e},attrs:{begin:t,size:n},backend:o}=r,[s,i]=Le.parseSliceParams(e,t,n),u=Le.isSliceContinous(e.shape,s,i),l=o.readSync(e.dataId),a=o.makeOutput(i,e.dtype),c=b.computeStrides(e.shape),p=o.dataIdMap.get(a.dataId);if(u){let f=Le.computeFlatOffset(s,c);return e.dtype==="string"?p.stringBytes=l.slice(f,f+b.sizeFromShape(i)):o.typedArrayFromHeap(a).set(l.subarray(f,f+b.sizeFromShape(i))),a}if(e.dtype==="string"){let f=Ko(l,s,i,e.shape,e.dtype);return p.stringBytes=f,a}let d=o.typedArrayFromHeap(a),m=e.shape.length;if(m===2)ON(l,c[0],d,s,i);else if(m===3)BN(l,c[0],c[1],d,s,i);else if(m===4)LN(l,c[0],c[1],c[2],d,s,i);else{let f=Ko(l,s,i,e.shape,e.dtype);d.set(f)}return a}function ON(r,e,t,n,o){let s=0,i=n[0],u=n[1],l=i+o[0];for(let a=i;a<l;a++){let c=a*e+u;t.set(r.subarray(c,c+o[1]),s),s+=o[1]}}function BN(r,e,t,n,o,s){let i=0,u=o[0],l=o[1],a=o[2],c=u+s[0],p=l+s[1];for(let d=u;d<c;d++)for(let m=l;m<p;m++){let f=d*e+m*t+a;n.set(r.subarray(f,f+s[2]),i),i+=s[2]}}function LN(r,e,t,n,o,s,i){let u=0,l=s[0],a=s[1],c=s[2],p=l+i[0],d=a+i[1],m=c+i[2],f=s[3];for(let h=l;h<p;h++)for(let g=a;g<d;g++)for(let x=c;x<m;x++){let y=h*e+g*t+x*n+f;o.set(r.subarray(y,y+i[3]),u),u+=i[3]}}var gC={kernelName:ia,backendName:"wasm",kernelFunc:Lt};function UN(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{blockShape:s,crops:i}=n,u=s.reduce((x,y)=>x*y),l=C.getReshaped(o.shape,s,u),a=C.getPermuted(l.length,s.length),c=C.getReshapedPermuted(o.shape,s,u),p=C.getSliceBeginCoords(i,s.length),d=C.getSliceSize(c,i,s.length),m=Oe({inputs:{x:o},backend:t,attrs:{shape:l}}),f=At({inputs:{x:m},backend:t,attrs:{perm:a}}),h=Oe({inputs:{x:f},backend:t,attrs:{shape:c}}),g=Lt({inputs:{x:h},backend:t,attrs:{begin:p,size:d}});return t.disposeData(m.dataId),t.disposeData(f.dataId),t.disposeData(h.dataId),g}var xC={kernelName:iu,backendName:"wasm",kernelFunc:UN};var bC;function WN(r){bC=r.wasm.cwrap(Rs,null,["number","number","boolean","number","number","number"])}function VN(r){let{backend:e,inputs:t,attrs:n}=r,{x:o,weights:s}=t,{size:i}=n,u=s.shape.reduce((p,d)=>p*d,1)!==0,l=o.shape.length===1?[i]:[o.shape[0],i],a=e.makeOutput(l,s.dtype);function c(p){return e.dataIdMap.get(p.dataId).id}return bC(c(o),i,u,c(s),K[s.dtype],c(a)),a}var yC={kernelName:Rs,backendName:"wasm",setupFunc:WN,kernelFunc:VN};var GN=!0,CC=le(po,GN);function zN(r){let{inputs:e,backend:t}=r,{s0:n,s1:o}=e,s=t.typedArrayFromHeap(n),i=t.typedArrayFromHeap(o),u=C.assertAndGetBroadcastShape(Array.from(s),Array.from(i));return t.makeOutput([u.length],"int32",void 0,new Int32Array(u))}var wC={kernelName:uu,backendName:"wasm",kernelFunc:zN};function dt(r){let{inputs:{x:e},attrs:{dtype:t},backend:n}=r,o=n.makeOutput(e.shape,t),s=n.typedArrayFromHeap(e);return n.typedArrayFromHeap(o).set(s),o}var vC={kernelName:dr,backendName:"wasm",kernelFunc:dt};var IC=z(mo);var SC;function HN(r){SC=r.wasm.cwrap(As,null,["number","number","number","number"])}function qN(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{clipValueMin:s,clipValueMax:i}=n,u=t.dataIdMap.get(o.dataId).id,l=t.makeOutput(o.shape,o.dtype),a=t.dataIdMap.get(l.dataId).id;return SC(u,s,i,a),l}var _C={kernelName:As,backendName:"wasm",setupFunc:HN,kernelFunc:qN};function Gh(r){let{inputs:e,backend:t}=r,n=b.parseAxisParam(r.attrs.axis,e[0].shape)[0],o=e.map(m=>m.shape);C.assertParamsConsistent(o,n);let s=C.computeOutShape(e.map(m=>m.shape),n),i=e.filter(m=>b.sizeFromShape(m.shape)>0);if(i.length===1)return On({inputs:{x:i[0]},backend:t});let u=t.makeOutput(s,e[0].dtype);if(b.sizeFromShape(s)===0)return u;if(i[0].dtype==="string"){let m=i.map(w=>{let _=[-1,b.sizeFromShape(w.shape.slice(n))];return Oe({inputs:{x:w},backend:t,attrs:{shape:_}})}),f=m.map(w=>({vals:t.readSync(w.dataId),shape:w.shape}));s=C.computeOutShape(m.map(w=>w.shape),1);let h=m[0].shape[0]===1,g=Aa(f,s,e[0].dtype,h),x=C.computeOutShape(i.map(w=>w.shape),n);u.shape=x;let y=t.dataIdMap.get(u.dataId);return y.stringBytes=C.fromStringArrayToUint8(g),m.forEach(w=>t.disposeData(w.dataId)),u}let l=b.sizeFromShape(i[0].shape.slice(0,n)),a=0,c=i.map(m=>{let f=b.sizeFromShape(m.shape.slice(n));return a+=f,f}),p=i.map(m=>t.typedArrayFromHeap(m)),d=t.typedArrayFromHeap(u);for(let m=0;m<l;m++){let f=m*a;for(let h=0;h<p.length;h++){let g=c[h],x=m*g,y=p[h].subarray(x,x+g);d.set(y,f),f+=g}}return u}var kC={kernelName:cu,backendName:"wasm",kernelFunc:Gh};var TC;function KN(r){TC=r.wasm.cwrap(mn,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function XN(r){let{inputs:e,attrs:t,backend:n}=r,{x:o,filter:s}=e,i=n.dataIdMap.get(o.dataId).id,u=n.dataIdMap.get(s.dataId).id,{strides:l,dilations:a,pad:c,dimRoundingMode:p,dataFormat:d}=t,m=C.convertConv2DDataFormat(d),f=C.computeConv2DInfo(o.shape,s.shape,l,a,c,p,!1,m),h=f.filterHeight,g=f.filterWidth,x=f.padInfo.top,y=f.padInfo.right,w=f.padInfo.bottom,v=f.padInfo.left,_=f.dilationHeight,T=f.dilationWidth,R=f.strideHeight,A=f.strideWidth,F=f.inChannels,D=f.outChannels,O=f.padInfo.type==="SAME"?1:0;if(f.dataFormat!=="channelsLast")throw new Error(`wasm backend Conv2D does not support dataFormat:'${f.dataFormat}'. Please use 'channelsLast'.`);let W=n.makeOutput(f.outShape,"float32"),Q=n.dataIdMap.get(W.dataId).id;return TC(i,o.shape[0],o.shape[1],o.shape[2],u,h,g,x,y,w,v,O,_,T,R,A,F,D,Q),W}var EC={kernelName:mn,backendName:"wasm",setupFunc:KN,kernelFunc:XN};var RC;function jN(r){RC=r.wasm.cwrap(fn,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function YN(r){let{backend:e,inputs:t,attrs:n}=r,{dy:o,filter:s}=t,{strides:i,pad:u,dataFormat:l,dimRoundingMode:a,inputShape:c}=n,p=1,d=C.convertConv2DDataFormat(l),m=C.computeConv2DInfo(c,s.shape,i,p,u,a,!1,d),{batchSize:f,filterHeight:h,filterWidth:g,inChannels:x,inHeight:y,inWidth:w,outChannels:v,outHeight:_,outWidth:T,strideHeight:R,strideWidth:A}=m,F=h-1-m.padInfo.top,D=g-1-m.padInfo.left,O=m.dataFormat==="channelsLast",W=b.computeStrides(m.inShape),Q=b.computeStrides(o.shape),[oe,ue,ge]=b.computeStrides(s.shape),ne=W[0],xe=O?W[1]:W[2],$e=O?W[2]:1,Ve=O?1:W[1],rt=Q[0],De=O?Q[1]:Q[2],Be=O?Q[2]:1,ye=O?1:Q[1],$t=e.makeOutput(m.inShape,"float32"),kt=e.dataIdMap.get($t.dataId).id,ir=e.dataIdMap.get(o.dataId).id,fs=e.dataIdMap.get(s.dataId).id;return RC(ir,fs,f,h,g,y,w,x,_,T,v,R,A,F,D,oe,ue,ge,ne,xe,$e,Ve,rt,De,Be,ye,kt),$t}var AC={kernelName:fn,backendName:"wasm",setupFunc:jN,kernelFunc:YN};var NC;function QN(r){NC=r.wasm.cwrap($s,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function ZN(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s}=e,{strides:i,pad:u,dilations:l}=n;if(o.dtype!=="float32")throw new Error(`Tensor x must have dtype float32, got ${o.dtype}`);if(s.dtype!=="float32")throw new Error(`Tensor filter must have dtype float32, got ${s.dtype}`);let a=C.computeConv3DInfo(o.shape,s.shape,i,l,u),c=t.makeOutput(a.outShape,o.dtype);return NC(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(c.dataId).id,a.batchSize,a.inDepth,a.inHeight,a.inWidth,a.inChannels,a.outDepth,a.outHeight,a.outWidth,a.outChannels,a.strideDepth,a.strideHeight,a.strideWidth,a.dilationDepth,a.dilationHeight,a.dilationWidth,a.filterDepth,a.filterHeight,a.filterWidth,a.padInfo.front,a.padInfo.top,a.padInfo.left),c}var $C={kernelName:$s,backendName:"wasm",setupFunc:QN,kernelFunc:ZN};var FC;function JN(r){FC=r.wasm.cwrap(Fs,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function e$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,dy:s}=e,{strides:i,pad:u,filterShape:l}=n;if(o.dtype!=="float32")throw new Error(`Tensor dy must have dtype float32, got ${o.dtype}`);if(s.dtype!=="float32")throw new Error(`Tensor filter must have dtype float32, got ${s.dtype}`);let a=C.computeConv3DInfo(o.shape,l,i,1,u),c=t.makeOutput(a.filterShape,s.dtype);return FC(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(c.dataId).id,a.batchSize,a.inDepth,a.inHeight,a.inWidth,a.inChannels,a.outDepth,a.outHeight,a.outWidth,a.outChannels,a.strideDepth,a.strideHeight,a.strideWidth,a.dilationDepth,a.dilationHeight,a.dilationWidth,a.filterDepth,a.filterHeight,a.filterWidth,a.padInfo.front,a.padInfo.top,a.padInfo.left),c}var DC={kernelName:Fs,backendName:"wasm",setupFunc:JN,kernelFunc:e$};var PC;function t$(r){PC=r.wasm.cwrap(Ds,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function r$(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,filter:s}=e,{pad:i,strides:u,inputShape:l}=n;if(o.dtype!=="float32")throw new Error(`Tensor dy must have dtype float32, got ${o.dtype}`);if(s.dtype!=="float32")throw new Error(`Tensor filter must have dtype float32, got ${s.dtype}`);let a=C.computeConv3DInfo(l,s.shape,u,1,i),c=t.makeOutput(a.inShape,o.dtype);return PC(t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(c.dataId).id,a.batchSize,a.inDepth,a.inHeight,a.inWidth,a.inChannels,a.outDepth,a.outHeight,a.outWidth,a.outChannels,a.strideDepth,a.strideHeight,a.strideWidth,a.dilationDepth,a.dilationHeight,a.dilationWidth,a.filterDepth,a.filterHeight,a.filterWidth,a.padInfo.front,a.padInfo.top,a.padInfo.left),c}var MC={kernelName:Ds,backendName:"wasm",setupFunc:t$,kernelFunc:r$};var OC=z("Cos");var BC=z(du);var Hh;(function(r){r[r.bilinear=0]="bilinear",r[r.nearest=1]="nearest"})(Hh||(Hh={}));var LC;function n$(r){LC=r.wasm.cwrap(Os,null,["number","number","number","number","array","number","number","number","number","number"])}function o$(r){let{backend:e,inputs:t,attrs:n}=r,{method:o,extrapolationValue:s,cropSize:i}=n,{image:u,boxes:l,boxInd:a}=t,c=l.shape[0],[p,d]=i,m=[c,p,d,u.shape[3]],f=e.dataIdMap.get(u.dataId),h;u.dtype!=="float32"&&(h=dt({backend:e,inputs:{x:u},attrs:{dtype:"float32"}}),f=e.dataIdMap.get(h.dataId));let g=f.id,x=e.dataIdMap.get(l.dataId).id,y=e.dataIdMap.get(a.dataId).id,w=e.makeOutput(m,"float32"),v=e.dataIdMap.get(w.dataId).id,_=new Uint8Array(new Int32Array(u.shape).buffer);return LC(g,x,y,c,_,p,d,Hh[o],s,v),h!=null&&e.disposeData(h.dataId),w}var UC={kernelName:Os,backendName:"wasm",setupFunc:n$,kernelFunc:o$};var WC;function s$(r){WC=r.wasm.cwrap(Ps,null,["number","number","number","number","number","number"])}function a$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,exclusive:i,reverse:u}=n,l=o.shape.length;b.assert(o.dtype==="float32"||o.dtype==="int32",()=>`cumprod does not support ${o.dtype} tensors in the WASM backend`);let a=C.getAxesPermutation([s],l),c=o;a!==null&&(c=At({inputs:{x:o},attrs:{perm:a},backend:t}));let p=C.getInnerMostAxes(1,l)[0];C.assertAxesAreInnerMostDims("cumprod",[p],l);let d=t.makeOutput(c.shape,c.dtype),m=c.shape[p],f=t.dataIdMap.get(c.dataId).id,h=t.dataIdMap.get(d.dataId).id;WC(f,i?1:0,u?1:0,m,h,K[o.dtype]);let g=d;if(a!==null){let x=C.getUndoAxesPermutation(a);g=At({inputs:{x:d},attrs:{perm:x},backend:t}),t.disposeData(c.dataId),t.disposeData(d.dataId)}return g}var VC={kernelName:Ps,backendName:"wasm",setupFunc:s$,kernelFunc:a$};var GC;function i$(r){GC=r.wasm.cwrap(Ms,null,["number","number","number","number","number","number"])}function u$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,exclusive:i,reverse:u}=n,l=o.shape.length;b.assert(o.dtype==="float32"||o.dtype==="int32",()=>`cumsum does not support ${o.dtype} tensors in the WASM backend`);let a=C.getAxesPermutation([s],l),c=o;a!==null&&(c=At({inputs:{x:o},attrs:{perm:a},backend:t}));let p=C.getInnerMostAxes(1,l)[0];C.assertAxesAreInnerMostDims("cumsum",[p],l);let d=t.makeOutput(c.shape,c.dtype),m=c.shape[p],f=t.dataIdMap.get(c.dataId).id,h=t.dataIdMap.get(d.dataId).id;GC(f,i?1:0,u?1:0,m,h,K[o.dtype]);let g=d;if(a!==null){let x=C.getUndoAxesPermutation(a);g=At({inputs:{x:d},attrs:{perm:x},backend:t}),t.disposeData(c.dataId),t.disposeData(d.dataId)}return g}var zC={kernelName:Ms,backendName:"wasm",setupFunc:i$,kernelFunc:u$};var HC;function l$(r){HC=r.wasm.cwrap("DenseBincount",null,["number","array","number","number","boolean","number","number","boolean","number"])}function c$(r){let{backend:e,inputs:t,attrs:n}=r,{x:o,weights:s}=t,{size:i,binaryOutput:u}=n,l=s.shape.reduce((d,m)=>d*m,1)!==0,a=o.shape.length===1?[i]:[o.shape[0],i],c=e.makeOutput(a,s.dtype);function p(d){return e.dataIdMap.get(d.dataId).id}return HC(p(o),new Uint8Array(new Int32Array(o.shape).buffer),o.shape.length,i,l,p(s),K[s.dtype],u,p(c)),c}var qC={kernelName:mu,backendName:"wasm",setupFunc:l$,kernelFunc:c$};var KC;function p$(r){KC=r.wasm.cwrap(Bs,null,["number","number","number","array","number","array","array","number","number"])}function d$(r){let{backend:e,inputs:t,attrs:n}=r,{x:o}=t,{blockSize:s,dataFormat:i}=n,u=o.shape[0],l=i==="NHWC"?o.shape[1]:o.shape[2],a=i==="NHWC"?o.shape[2]:o.shape[3],c=i==="NHWC"?o.shape[3]:o.shape[1],p=l*s,d=a*s,m=c/(s*s),f=i==="NHWC"?[u,p,d,m]:[u,m,p,d],h=e.makeOutput(f,"float32"),x=e.dataIdMap.get(o.dataId).id,y=new Uint8Array(new Int32Array(b.computeStrides(o.shape)).buffer),w=new Uint8Array(new Int32Array(f).buffer),v=new Uint8Array(new Int32Array(b.computeStrides(f)).buffer),_=e.dataIdMap.get(h.dataId).id;return KC(x,s,i==="NHWC"?1:0,y,o.shape.length-1,w,v,f.length,_),h}var XC={kernelName:Bs,backendName:"wasm",setupFunc:p$,kernelFunc:d$};var jC;function m$(r){jC=r.wasm.cwrap(hn,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function f$(r){let{inputs:e,attrs:t,backend:n}=r,{x:o,filter:s}=e,i=n.dataIdMap.get(o.dataId).id,u=n.dataIdMap.get(s.dataId).id,{strides:l,dilations:a,pad:c,dimRoundingMode:p}=t,d=a??[1,1],m=C.computeConv2DInfo(o.shape,s.shape,l,d,c,p,!0),f=m.filterHeight,h=m.filterWidth,g=m.padInfo.top,x=m.padInfo.right,y=m.padInfo.bottom,w=m.padInfo.left,v=m.dilationHeight,_=m.dilationWidth,T=m.strideHeight,R=m.strideWidth,A=m.inChannels,F=m.outChannels,D=m.padInfo.type==="SAME"?1:0;if(m.dataFormat!=="channelsLast")throw new Error(`wasm backend DepthwiseConv2dNative does not support dataFormat:'${m.dataFormat}'. Please use 'channelsLast'.`);let O=n.makeOutput(m.outShape,"float32"),W=n.dataIdMap.get(O.dataId).id;return jC(i,o.shape[0],o.shape[1],o.shape[2],u,f,h,g,x,y,w,D,v,_,T,R,A,F,W),O}var YC={kernelName:hn,backendName:"wasm",setupFunc:m$,kernelFunc:f$};var QC;function h$(r){QC=r.wasm.cwrap("Diag",null,["number","number","number","number"])}function g$(r){let{inputs:e,backend:t}=r,{x:n}=e,o=b.sizeFromShape(n.shape),s=t.makeOutput([...n.shape,...n.shape],n.dtype);return QC(t.dataIdMap.get(n.dataId).id,K[n.dtype],o,t.dataIdMap.get(s.dataId).id),s}var ZC={kernelName:gu,backendName:"wasm",setupFunc:h$,kernelFunc:g$};var JC;function x$(r){JC=r.wasm.cwrap(Ls,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function b$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s}=e,{strides:i,pad:u,dilations:l}=n;if(o.dtype!==s.dtype)throw new Error(`Dilation2D error: x must have the same dtype as filter. Got ${o.dtype} and ${s.dtype}`);let a=C.computeDilation2DInfo(o.shape,s.shape,i,u,"NHWC",l),c=t.makeOutput(a.outShape,o.dtype);return JC(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(c.dataId).id,K[o.dtype],a.batchSize,a.inChannels,a.inHeight,a.inWidth,a.outHeight,a.outWidth,a.strideHeight,a.strideWidth,a.dilationHeight,a.dilationWidth,a.filterHeight,a.filterWidth,a.padInfo.top,a.padInfo.left),c}var ew={kernelName:Ls,backendName:"wasm",setupFunc:x$,kernelFunc:b$};var tw;function y$(r){tw=r.wasm.cwrap(kf,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function C$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s,dy:i}=e,{strides:u,pad:l,dilations:a}=n;if(o.dtype!==s.dtype||o.dtype!==i.dtype)throw new Error(`Dilation2DBackpropFilter error: x must have the same dtype as filter and dy. Got ${o.dtype}, ${s.dtype}, and ${i.dtype}`);let c=C.computeDilation2DInfo(o.shape,s.shape,u,l,"NHWC",a),p=t.makeOutput(s.shape,s.dtype);return tw(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(i.dataId).id,t.dataIdMap.get(p.dataId).id,K[o.dtype],c.batchSize,c.inChannels,c.inHeight,c.inWidth,c.outHeight,c.outWidth,c.strideHeight,c.strideWidth,c.dilationHeight,c.dilationWidth,c.filterHeight,c.filterWidth,c.padInfo.top,c.padInfo.left),p}var rw={kernelName:kf,backendName:"wasm",setupFunc:y$,kernelFunc:C$};var nw;function w$(r){nw=r.wasm.cwrap(_f,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function v$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s,dy:i}=e,{strides:u,pad:l,dilations:a}=n;if(o.dtype!==s.dtype||o.dtype!==i.dtype)throw new Error(`Dilation2DBackpropInput error: x must have the same dtype as filter and dy. Got ${o.dtype}, ${s.dtype}, and ${i.dtype}`);let c=C.computeDilation2DInfo(o.shape,s.shape,u,l,"NHWC",a),p=t.makeOutput(o.shape,o.dtype);return nw(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(i.dataId).id,t.dataIdMap.get(p.dataId).id,K[o.dtype],c.batchSize,c.inChannels,c.inHeight,c.inWidth,c.outHeight,c.outWidth,c.strideHeight,c.strideWidth,c.dilationHeight,c.dilationWidth,c.filterHeight,c.filterWidth,c.padInfo.top,c.padInfo.left),p}var ow={kernelName:_f,backendName:"wasm",setupFunc:w$,kernelFunc:v$};var sw=z("Elu");var aw;function I$(r){aw=r.wasm.cwrap(Us,null,["number","number","number"])}function S$(r){let{inputs:e,backend:t}=r,{dy:n,y:o}=e,s=t.makeOutput(o.shape,"float32"),i=u=>t.dataIdMap.get(u.dataId).id;return aw(i(o),i(n),i(s)),s}var iw={kernelName:Us,backendName:"wasm",setupFunc:I$,kernelFunc:S$};var _$=!1,uw=le(ho,_$,"bool");var lw=z("Erf");var cw=z("Exp","float32");function Bl(r){let{inputs:e,attrs:t,backend:n}=r,{input:o}=e,{dim:s}=t,i=o.shape.length,u=o.shape.slice(),l=s;return s<0&&(b.assert(-(i+1)<=s,()=>`Axis must be in the interval [${-(i+1)}, ${i}]`),l=i+s+1),u.splice(l,0,1),Oe({inputs:{x:o},backend:n,attrs:{shape:u}})}var pw={kernelName:xu,backendName:"wasm",kernelFunc:Bl};var dw=z(go,"float32");function Kh(r){let{attrs:{shape:e,value:t},backend:n}=r,{attrs:{dtype:o}}=r;o=o||b.inferDtype(t);let s=n.makeOutput(e,o);return n.typedArrayFromHeap(s).fill(t),s}var mw={kernelName:xo,backendName:"wasm",kernelFunc:Kh};var fw;function k$(r){fw=r.wasm.cwrap(Ws,null,["number","number","number","number","number","number"])}function T$(r){let{inputs:e,backend:t}=r,{image:n}=e,o=t.makeOutput(n.shape,n.dtype),s=t.dataIdMap.get(n.dataId).id,i=t.dataIdMap.get(o.dataId).id,[u,l,a,c]=n.shape;return fw(s,u,l,a,c,i),o}var hw={kernelName:Ws,backendName:"wasm",kernelFunc:T$,setupFunc:k$};var gw=z(bo);var E$=!1,xw=le($r,E$);var bw;function R$(r){bw=r.wasm.cwrap(Vs,null,["number","number","number","number","number","number","number"])}function A$(r){let{backend:e,inputs:t,attrs:n}=r,{varianceEpsilon:o}=n,{x:s,mean:i,variance:u,offset:l,scale:a}=t,c=e.dataIdMap.get(s.dataId).id,p=e.dataIdMap.get(i.dataId).id,d=e.dataIdMap.get(u.dataId).id,m=l!=null?e.dataIdMap.get(l.dataId).id:0,f=a!=null?e.dataIdMap.get(a.dataId).id:0,h=e.makeOutput(s.shape,s.dtype);if(b.sizeFromShape(s.shape)===0)return h;let g=e.dataIdMap.get(h.dataId).id;return bw(c,p,d,m,f,o,g),h}var yw={kernelName:Vs,backendName:"wasm",setupFunc:R$,kernelFunc:A$};var Cw;function N$(r){Cw=r.wasm.cwrap(Br,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function $$(r){let{inputs:e,attrs:t,backend:n}=r,{x:o,filter:s,bias:i,preluActivationWeights:u}=e,{strides:l,pad:a,dilations:c,dataFormat:p,dimRoundingMode:d,activation:m,leakyreluAlpha:f}=t,h=C.computeConv2DInfo(o.shape,s.shape,l,c,a,d),g=Xr[m];if(g==null)throw new Error(`${m} activation not yet supported for FusedConv2D in the wasm backend.`);let x=n.dataIdMap.get(o.dataId).id,y=n.dataIdMap.get(s.dataId).id,w=h.outChannels,v=0;if(i!=null){let Be=n.dataIdMap.get(i.dataId);if(Be.shape.length!==1)throw new Error(`FusedConv2D only supports rank-1 bias but got rank ${Be.shape.length}.`);if(Be.shape[0]!==w)throw new Error(`FusedConv2D bias shape (${Be.shape}) does not match the number of output channels (${w})`);v=Be.id}let _=h.filterHeight,T=h.filterWidth,R=h.padInfo.top,A=h.padInfo.right,F=h.padInfo.bottom,D=h.padInfo.left,O=h.dilationHeight,W=h.dilationWidth,Q=h.strideHeight,oe=h.strideWidth,ue=h.inChannels,ge=h.padInfo.type==="SAME"?1:0,ne=h.batchSize,xe=h.inHeight,$e=h.inWidth;if(p!=="NHWC")throw new Error(`wasm backend FusedConv2D does not support dataFormat:'${p}'. Please use 'NHWC'.`);let Ve=n.makeOutput(h.outShape,"float32"),rt=n.dataIdMap.get(Ve.dataId).id,De=u==null?0:n.dataIdMap.get(u.dataId).id;return Cw(x,ne,xe,$e,y,_,T,v,R,A,F,D,ge,O,W,Q,oe,ue,w,g,De,f||0,rt),Ve}var ww={kernelName:Br,backendName:"wasm",setupFunc:N$,kernelFunc:$$};var vw;function F$(r){vw=r.wasm.cwrap(Lr,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function D$(r){let{inputs:e,attrs:t,backend:n}=r,{x:o,filter:s,bias:i,preluActivationWeights:u}=e,{strides:l,pad:a,dilations:c,dataFormat:p,dimRoundingMode:d,activation:m,leakyreluAlpha:f}=t,h=C.computeConv2DInfo(o.shape,s.shape,l,c,a,d,!0),g=Xr[m];if(g==null)throw new Error(`${m} activation not yet supported for FusedDepthwiseConv2D in the wasm backend.`);let x=n.dataIdMap.get(o.dataId).id,y=n.dataIdMap.get(s.dataId).id,w=h.outChannels,v=0;if(i!=null){let Be=n.dataIdMap.get(i.dataId);if(Be.shape.length!==1)throw new Error(`FusedDepthwiseConv2D only supports rank-1 bias but got rank ${Be.shape.length}.`);if(Be.shape[0]!==w)throw new Error(`FusedDepthwiseConv2D bias shape (${Be.shape}) does not match the number of output channels (${w})`);v=Be.id}let _=h.filterHeight,T=h.filterWidth,R=h.padInfo.top,A=h.padInfo.right,F=h.padInfo.bottom,D=h.padInfo.left,O=h.dilationHeight,W=h.dilationWidth,Q=h.strideHeight,oe=h.strideWidth,ue=h.inChannels,ge=h.padInfo.type==="SAME"?1:0,ne=h.batchSize,xe=h.inHeight,$e=h.inWidth;if(p!=="NHWC")throw new Error(`wasm backend FusedDepthwiseConv2D does not support dataFormat:'${p}'. Please use 'NHWC'.`);let Ve=n.makeOutput(h.outShape,"float32"),rt=n.dataIdMap.get(Ve.dataId).id,De=u==null?0:n.dataIdMap.get(u.dataId).id;return vw(x,ne,xe,$e,y,_,T,v,R,A,F,D,ge,O,W,Q,oe,ue,w,g,De,f||0,rt),Ve}var Iw={kernelName:Lr,backendName:"wasm",setupFunc:F$,kernelFunc:D$};var Sw;function P$(r){Sw=r.wasm.cwrap(Gs,null,["number","number","number","number","number","number","array","number"])}function M$(r){let{backend:e,inputs:t}=r,{params:n,indices:o}=t,[s,i,u,l]=Rl.prepareAndValidate(n,o),a=e.makeOutput(s,n.dtype);if(i===0)return a;let c=o.shape,p=c[c.length-1],m=e.dataIdMap.get(n.dataId).id,h=e.dataIdMap.get(o.dataId).id,g=new Uint8Array(new Int32Array(l).buffer),x=e.dataIdMap.get(a.dataId).id;return Sw(m,K[n.dtype],h,i,p,u,g,x),a}var _w={kernelName:Gs,backendName:"wasm",setupFunc:P$,kernelFunc:M$};var kw;function O$(r){kw=r.wasm.cwrap("Gather",null,["number","number","array","number","number","number","array","number"])}function B$(r){let{backend:e,inputs:t,attrs:n}=r,{x:o,indices:s}=t,{axis:i,batchDims:u}=n,l=b.parseAxisParam(i,o.shape)[0],a=e.readSync(s.dataId),c=o.shape[l];for(let F=0;F<a.length;++F){let D=a[F];b.assert(D<=c-1&&D>=0,()=>`GatherV2: the index value ${D} is not in [0, ${c-1}]`)}let p=C.segment_util.collectGatherOpShapeInfo(o,s,l,u),d=Oe({inputs:{x:o},attrs:{shape:[p.batchSize,p.outerSize,p.dimSize,p.sliceSize]},backend:e}),m=b.sizeFromShape(s.shape),f=Oe({inputs:{x:s},attrs:{shape:[p.batchSize,m/p.batchSize]},backend:e}),h=[p.batchSize,p.outerSize,m/p.batchSize,p.sliceSize],g=e.makeOutput(h,o.dtype);if(b.sizeFromShape(o.shape)===0)return g;let x=d.shape.length-1,w=e.dataIdMap.get(d.dataId).id,_=e.dataIdMap.get(f.dataId).id,T=e.dataIdMap.get(g.dataId).id,R=new Uint8Array(new Int32Array(b.computeStrides(d.shape)).buffer),A=new Uint8Array(new Int32Array(b.computeStrides(h)).buffer);return kw(w,K[o.dtype],R,x,_,p.batchSize,A,T),e.disposeData(d.dataId),e.disposeData(f.dataId),g.shape=p.outputShape,g}var Tw={kernelName:bu,backendName:"wasm",setupFunc:O$,kernelFunc:B$};var L$=!1,Ew=le(yo,L$,"bool");var U$=!1,Rw=le(Co,U$,"bool");var Aw=z(yu,"bool");var Nw=z(Cu,"bool");var $w=z(wu,"bool");var Fw;function W$(r){Fw=r.wasm.cwrap(gn,null,["number","number","number","number"])}function V$(r){let{inputs:{x:e},attrs:{alpha:t},backend:n}=r,o=n.dataIdMap.get(e.dataId).id,s=n.makeOutput(e.shape,"float32");if(b.sizeFromShape(e.shape)!==0){let i=n.dataIdMap.get(s.dataId).id;Fw(o,K[e.dtype],t,i)}return s}var Dw={kernelName:gn,backendName:"wasm",setupFunc:W$,kernelFunc:V$};var G$=!1,Pw=le(wo,G$,"bool");var z$=!1,Mw=le(vo,z$,"bool");var Ow;function H$(r){Ow=r.wasm.cwrap(zs,null,["number","number","number","number"])}function q$(r){let{attrs:e,backend:t}=r,{start:n,stop:o,num:s}=e,i=Math.floor(s),u=t.makeOutput([i],"float32");return Ow(t.dataIdMap.get(u.dataId).id,n,o,i),u}var Bw={kernelName:zs,backendName:"wasm",setupFunc:H$,kernelFunc:q$};var Lw=z("Log");var Uw=z(vu);var K$=!1,Ww=le(Iu,K$,"bool");var Vw=z(Su);var X$=!1,Gw=le(_u,X$,"bool");var j$=!1,zw=le(mx,j$,"bool");var Hw;function Y$(r){Hw=r.wasm.cwrap("LRN",null,["number","number","number","number","number","number","number"])}function Q$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{depthRadius:s,bias:i,alpha:u,beta:l}=n;if(o.dtype!=="float32")throw new Error("LRN error: x must have dtype float32");let a=t.makeOutput(o.shape,o.dtype);return Hw(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(a.dataId).id,o.shape[3],s,i,u,l),a}var qw={kernelName:"LRN",backendName:"wasm",setupFunc:Y$,kernelFunc:Q$};var Kw;function Z$(r){Kw=r.wasm.cwrap(Hs,null,["number","number","number","number","number","number","number","number","number"])}function J$(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,y:s,dy:i}=e,{depthRadius:u,bias:l,alpha:a,beta:c}=n;if(o.dtype!=="float32"||s.dtype!=="float32"||i.dtype!=="float32")throw new Error("LRNGrad error: x, y, and dy must have dtype float32");let p=t.makeOutput(o.shape,o.dtype);return Kw(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(i.dataId).id,t.dataIdMap.get(p.dataId).id,i.shape[3],u,l,a,c),p}var Xw={kernelName:Hs,backendName:"wasm",setupFunc:Z$,kernelFunc:J$};var jw;function eF(r){jw=r.wasm.cwrap("Max",null,["number","number","number","number"])}function tF(r){let{backend:e,inputs:t,attrs:n}=r,{reductionIndices:o,keepDims:s}=n,{x:i}=t,l=e.dataIdMap.get(i.dataId).id,a=i,{transposed:c,axes:p,originalAxes:d,inputWasTransposed:m}=st(i,o,e);if(m){let w=e.dataIdMap.get(c.dataId).id;a=c,l=w}let f=a.shape.length;C.assertAxesAreInnerMostDims("max",p,f);let[h,g]=C.computeOutAndReduceShapes(a.shape,p),x=b.sizeFromShape(g),y=e.makeOutput(h,i.dtype);if(b.sizeFromShape(a.shape)!==0){let w=e.dataIdMap.get(y.dataId).id;jw(l,K[i.dtype],x,w)}if(m&&e.disposeData(c.dataId),s){let w=C.expandShapeToKeepDim(y.shape,d);y.shape=w}return y}var Yw={kernelName:"Max",backendName:"wasm",setupFunc:eF,kernelFunc:tF};var rF=!1,Qw=le(Fr,rF);var Zw;function nF(r){Zw=r.wasm.cwrap(xn,null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function oF(r){let{inputs:e,attrs:t,backend:n}=r,o=e.x,s=n.dataIdMap.get(o.dataId).id;b.assert(o.dtype==="float32",()=>`Error in MaxPool: only float32 input is supported. Got ${o.dtype}.`);let{filterSize:i,strides:u,pad:l,dimRoundingMode:a}=t,c=C.computePool2DInfo(o.shape,i,u,1,l,a),p=c.filterHeight,d=c.filterWidth,m=c.padInfo.top,f=c.padInfo.right,h=c.padInfo.bottom,g=c.padInfo.left,x=c.dilationHeight,y=c.dilationWidth,w=c.strideHeight,v=c.strideWidth,_=c.inChannels,T=c.outChannels;if(c.dataFormat!=="channelsLast")throw new Error(`wasm backend does not support dataFormat:'${c.dataFormat}'. Please use 'channelsLast'.`);let R=n.makeOutput(c.outShape,"float32"),A=n.dataIdMap.get(R.dataId).id;return Zw(s,o.shape[0],o.shape[1],o.shape[2],p,d,m,f,h,g,x,y,w,v,_,T,A),R}var Jw={kernelName:xn,backendName:"wasm",setupFunc:nF,kernelFunc:oF};var ev;function sF(r){ev=r.wasm.cwrap("MaxPool3D",null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function aF(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{filterSize:s,strides:i,pad:u,dimRoundingMode:l,dataFormat:a}=n,c=C.computePool3DInfo(o.shape,s,i,1,u,l,a),p=t.makeOutput(c.outShape,o.dtype);return ev(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(p.dataId).id,c.batchSize,c.inChannels,c.inDepth,c.inHeight,c.inWidth,c.outDepth,c.outHeight,c.outWidth,c.strideDepth,c.strideHeight,c.strideWidth,c.dilationDepth,c.dilationHeight,c.dilationWidth,c.effectiveFilterDepth,c.effectiveFilterHeight,c.effectiveFilterWidth,c.padInfo.front,c.padInfo.top,c.padInfo.left),p}var tv={kernelName:Tu,backendName:"wasm",setupFunc:sF,kernelFunc:aF};var rv;function iF(r){rv=r.wasm.cwrap("MaxPool3DGrad",null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function uF(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s}=e,{filterSize:i,strides:u,pad:l,dimRoundingMode:a}=n,c=C.computePool3DInfo(s.shape,i,u,1,l,a),p=t.makeOutput(s.shape,s.dtype);return rv(t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(p.dataId).id,c.batchSize,c.inChannels,c.inDepth,c.inHeight,c.inWidth,c.outDepth,c.outHeight,c.outWidth,c.strideDepth,c.strideHeight,c.strideWidth,c.dilationDepth,c.dilationHeight,c.dilationWidth,c.effectiveFilterDepth,c.effectiveFilterHeight,c.effectiveFilterWidth,c.padInfo.front,c.padInfo.top,c.padInfo.left),p}var nv={kernelName:Eu,backendName:"wasm",setupFunc:iF,kernelFunc:uF};var ov;function lF(r){ov=r.wasm.cwrap("MaxPoolGrad",null,["number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function cF(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s}=e,{filterSize:i,strides:u,pad:l,dimRoundingMode:a}=n,c=C.computePool2DInfo(s.shape,i,u,1,l,a),p=t.makeOutput(s.shape,s.dtype);return ov(t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(p.dataId).id,c.batchSize,c.inChannels,c.inHeight,c.inWidth,c.outHeight,c.outWidth,c.strideHeight,c.strideWidth,c.dilationHeight,c.dilationWidth,c.effectiveFilterHeight,c.effectiveFilterWidth,c.padInfo.top,c.padInfo.left),p}var sv={kernelName:ku,backendName:"wasm",setupFunc:lF,kernelFunc:cF};var av;function pF(r){av=r.wasm.cwrap("MaxPoolWithArgmax",null,["number","number","number","number","boolean","number","number","number","number","number","number","number","number","number","number","number","number","number","number"])}function dF(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{filterSize:s,strides:i,pad:u,includeBatchInIndex:l}=n;b.assert(o.shape.length===4,()=>`Error in maxPool: input must be rank 4 but got rank ${o.shape.length}.`);let a=[1,1];b.assert(C.eitherStridesOrDilationsAreOne(i,a),()=>`Error in maxPool: Either strides or dilations must be 1. Got strides ${i} and dilations '${a}'`);let c=C.computePool2DInfo(o.shape,s,i,[1,1],u),p=t.makeOutput(c.outShape,o.dtype),d=t.makeOutput(c.outShape,"int32");return av(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(p.dataId).id,t.dataIdMap.get(d.dataId).id,K[o.dtype],l,c.batchSize,c.inChannels,c.inHeight,c.inWidth,c.outHeight,c.outWidth,c.strideHeight,c.strideWidth,c.dilationHeight,c.dilationWidth,c.effectiveFilterHeight,c.effectiveFilterWidth,c.padInfo.top,c.padInfo.left),[p,d]}var iv={kernelName:Ru,backendName:"wasm",setupFunc:pF,kernelFunc:dF};var uv;function mF(r){uv=r.wasm.cwrap(qs,null,["number, number, number"])}function fF(r){let{backend:e,inputs:t,attrs:n}=r,{axis:o,keepDims:s}=n,{x:i}=t,u=e.dataIdMap.get(i.dataId).id,l=u,a=i,{transposed:c,axes:p,originalAxes:d,inputWasTransposed:m}=st(i,o,e),f=p;if(m){let v=e.dataIdMap.get(c.dataId).id;v!==u&&(a=c,l=v,f=C.getInnerMostAxes(f.length,a.shape.length))}C.assertAxesAreInnerMostDims("mean",f,a.shape.length);let[h,g]=C.computeOutAndReduceShapes(a.shape,f),x=b.sizeFromShape(g),y=a;a.dtype!=="float32"&&(y=dt({backend:e,inputs:{x:a},attrs:{dtype:"float32"}}),l=e.dataIdMap.get(y.dataId).id);let w=e.makeOutput(h,"float32");if(b.sizeFromShape(a.shape)!==0){let v=e.dataIdMap.get(w.dataId).id;uv(l,x,v)}if(m&&e.disposeData(c.dataId),s){let v=C.expandShapeToKeepDim(w.shape,d);w.shape=v}return a.dtype!=="float32"&&e.disposeData(y.dataId),w}var lv={kernelName:qs,backendName:"wasm",setupFunc:mF,kernelFunc:fF};var cv;function hF(r){cv=r.wasm.cwrap("Min",null,["number","number","number","number"])}function gF(r){let{backend:e,inputs:t,attrs:n}=r,{axis:o,keepDims:s}=n,{x:i}=t,u=e.dataIdMap.get(i.dataId).id,l=u,a=i,{transposed:c,axes:p,originalAxes:d,inputWasTransposed:m}=st(i,o,e);if(m){let w=e.dataIdMap.get(c.dataId).id;w!==u&&(a=c,l=w)}let f=a.shape.length;C.assertAxesAreInnerMostDims("min",p,f);let[h,g]=C.computeOutAndReduceShapes(a.shape,p),x=b.sizeFromShape(g),y=e.makeOutput(h,a.dtype);if(b.sizeFromShape(a.shape)!==0){let w=e.dataIdMap.get(y.dataId).id;cv(l,K[i.dtype],x,w)}if(m&&e.disposeData(c.dataId),s){let w=C.expandShapeToKeepDim(y.shape,d);y.shape=w}return y}var pv={kernelName:"Min",backendName:"wasm",setupFunc:hF,kernelFunc:gF};var xF=!1,dv=le(Io,xF);var Xh;(function(r){r[r.reflect=0]="reflect",r[r.symmetric=1]="symmetric"})(Xh||(Xh={}));var mv;function bF(r){mv=r.wasm.cwrap(Ks,null,["number","array","number","number","array","array","number","number"])}function yF(r){let{inputs:{x:e},backend:t,attrs:{paddings:n,mode:o}}=r,s=n.map((f,h)=>f[0]+e.shape[h]+f[1]),i=t.dataIdMap.get(e.dataId).id,u=t.makeOutput(s,e.dtype),l=t.dataIdMap.get(u.dataId).id,a=new Uint8Array(new Int32Array(e.shape).buffer),c=n.map(f=>f[0]),p=n.map(f=>f[1]),d=new Uint8Array(new Int32Array(c).buffer),m=new Uint8Array(new Int32Array(p).buffer);return mv(i,a,e.shape.length,K[e.dtype],d,m,Xh[o],l),u}var fv={kernelName:Ks,backendName:"wasm",kernelFunc:yF,setupFunc:bF};var hv;function CF(r){hv=r.wasm.cwrap(ua,null,["number","number","number","number"])}function jh(r){let{backend:e,inputs:{logits:t},attrs:{dim:n}}=r,o=e.dataIdMap.get(t.dataId).id,s=e.makeOutput(t.shape,t.dtype),i=e.dataIdMap.get(s.dataId).id,u=t.shape[n],l=b.sizeFromShape(t.shape)/u;return b.sizeFromShape(s.shape)===0||hv(o,i,u,l),s}var gv={kernelName:ua,backendName:"wasm",setupFunc:CF,kernelFunc:jh};var xv;function wF(r){xv=r.wasm.cwrap(Xs,null,["number","number","number","number","number","number"])}function vF(r){let{inputs:e,backend:t,attrs:n}=r,{logits:o}=e,{numSamples:s,seed:i,normalized:u}=n;if(o.dtype!=="float32")throw new Error(`Tensor logits must have dtype float32, got ${o.dtype}`);let l=u?o:jh({inputs:{logits:o},backend:t,attrs:{dim:o.shape.length-1}}),[a,c]=l.shape,p=t.makeOutput([a,s],"int32");return xv(t.dataIdMap.get(l.dataId).id,a,c,s,i,t.dataIdMap.get(p.dataId).id),u||t.disposeData(l.dataId),p}var bv={kernelName:Xs,backendName:"wasm",setupFunc:wF,kernelFunc:vF};var yv=le("Mod",!0);var IF=!0,Cv=le(Dr,IF);var wv=z("Neg");function Xo(r,e){let t=new Int32Array(r.wasm.HEAPU8.buffer,e,4),n=t[0],o=t[1],s=t[2],i=t[3];return r.wasm._free(e),{pSelectedIndices:n,selectedSize:o,pSelectedScores:s,pValidOutputs:i}}var vv;function SF(r){vv=r.wasm.cwrap(js,"number",["number","number","number","number","number"])}function _F(r){let{backend:e,inputs:t,attrs:n}=r,{iouThreshold:o,maxOutputSize:s,scoreThreshold:i}=n,{boxes:u,scores:l}=t,a=e.dataIdMap.get(u.dataId).id,c=e.dataIdMap.get(l.dataId).id,p=vv(a,c,s,o,i),{pSelectedIndices:d,selectedSize:m,pSelectedScores:f,pValidOutputs:h}=Xo(e,p);return e.wasm._free(f),e.wasm._free(h),e.makeOutput([m],"int32",d)}var Iv={kernelName:js,backendName:"wasm",setupFunc:SF,kernelFunc:_F};var Sv;function kF(r){Sv=r.wasm.cwrap(Ys,"number",["number","number","number","number","number","bool"])}function TF(r){let{backend:e,inputs:t,attrs:n}=r,{iouThreshold:o,maxOutputSize:s,scoreThreshold:i,padToMaxOutputSize:u}=n,{boxes:l,scores:a}=t,c=e.dataIdMap.get(l.dataId).id,p=e.dataIdMap.get(a.dataId).id,d=Sv(c,p,s,o,i,u),{pSelectedIndices:m,selectedSize:f,pSelectedScores:h,pValidOutputs:g}=Xo(e,d);e.wasm._free(h);let x=e.makeOutput([f],"int32",m),y=e.makeOutput([],"int32",g);return[x,y]}var _v={kernelName:Ys,backendName:"wasm",setupFunc:kF,kernelFunc:TF};var kv;function EF(r){kv=r.wasm.cwrap(Qs,"number",["number","number","number","number","number","number"])}function RF(r){let{backend:e,inputs:t,attrs:n}=r,{iouThreshold:o,maxOutputSize:s,scoreThreshold:i,softNmsSigma:u}=n,{boxes:l,scores:a}=t,c=e.dataIdMap.get(l.dataId).id,p=e.dataIdMap.get(a.dataId).id,d=kv(c,p,s,o,i,u),{pSelectedIndices:m,selectedSize:f,pSelectedScores:h,pValidOutputs:g}=Xo(e,d);e.wasm._free(g);let x=e.makeOutput([f],"int32",m),y=e.makeOutput([f],"float32",h);return[x,y]}var Tv={kernelName:Qs,backendName:"wasm",setupFunc:EF,kernelFunc:RF};var AF=!1,Ev=le(So,AF,"bool");var Rv;function NF(r){Rv=r.wasm.cwrap(Zs,null,["number","number","number","number","number"])}function $F(r){let{inputs:e,backend:t,attrs:n}=r,{indices:o}=e,{dtype:s,depth:i,onValue:u,offValue:l}=n,a=t.makeOutput([...o.shape,i],s),c=t.dataIdMap.get(a.dataId).id,d=t.dataIdMap.get(o.dataId).id;return Rv(d,i,u,l,c),a}var Av={kernelName:Zs,backendName:"wasm",setupFunc:NF,kernelFunc:$F};function FF(r){let{inputs:{x:e},backend:t}=r,n=t.makeOutput(e.shape,e.dtype);return t.typedArrayFromHeap(n).fill(1),n}var Nv={kernelName:Au,backendName:"wasm",kernelFunc:FF};function DF(r){let{inputs:e,backend:t,attrs:n}=r,{axis:o}=n;if(e.length===1)return Bl({inputs:{input:e[0]},backend:t,attrs:{dim:o}});let s=e[0].shape,i=e[0].dtype;e.forEach(c=>{b.assertShapesMatch(s,c.shape,"All tensors passed to stack must have matching shapes"),b.assert(i===c.dtype,()=>"All tensors passed to stack must have matching dtypes")});let u=[],l=e.map(c=>{let p=Bl({inputs:{input:c},backend:t,attrs:{dim:o}});return u.push(p),p}),a=Gh({inputs:l,backend:t,attrs:{axis:o}});return u.forEach(c=>t.disposeData(c.dataId)),a}var $v={kernelName:Nu,backendName:"wasm",kernelFunc:DF};var Fv;function PF(r){Fv=r.wasm.cwrap(bn,null,["number","array","number","number","array","array","number","number"])}function MF(r){let{inputs:{x:e},backend:t,attrs:{paddings:n,constantValue:o}}=r,s=n.map((h,g)=>h[0]+e.shape[g]+h[1]);if(b.sizeFromShape(e.shape)===0)return Kh({backend:t,attrs:{shape:s,value:o,dtype:e.dtype}});let i=t.dataIdMap.get(e.dataId).id,u=t.makeOutput(s,e.dtype),a=t.dataIdMap.get(u.dataId).id,c=new Uint8Array(new Int32Array(e.shape).buffer),p=n.map(h=>h[0]),d=n.map(h=>h[1]),m=new Uint8Array(new Int32Array(p).buffer),f=new Uint8Array(new Int32Array(d).buffer);return Fv(i,c,e.shape.length,K[e.dtype],m,f,o,a),u}var Vl={kernelName:bn,backendName:"wasm",kernelFunc:MF,setupFunc:PF};var OF=!1,Dv=le("Pow",OF);var Pv;function BF(r){Pv=r.wasm.cwrap(yn,null,["number","number","number"])}function LF(r){let{inputs:e,backend:t}=r,{x:n,alpha:o}=e,s=t.dataIdMap.get(n.dataId).id,i=t.dataIdMap.get(o.dataId).id,u=s,l=n,a=l;l.dtype!=="float32"&&(a=dt({backend:t,inputs:{x:n},attrs:{dtype:"float32"}}),u=t.dataIdMap.get(a.dataId).id);let c=t.makeOutput(n.shape,"float32"),p=t.dataIdMap.get(c.dataId).id;return Pv(u,i,p),l.dtype!=="float32"&&t.disposeData(a.dataId),c}var Mv={kernelName:yn,backendName:"wasm",setupFunc:BF,kernelFunc:LF};var Ov;function UF(r){Ov=r.wasm.cwrap(_o,null,["number","number","number","number"])}function WF(r){let{backend:e,inputs:t,attrs:n}=r,{axis:o,keepDims:s}=n,{x:i}=t,u=e.dataIdMap.get(i.dataId).id,l=u,a=i,{transposed:c,axes:p,originalAxes:d,inputWasTransposed:m}=st(i,o,e),f=p;if(m){let w=e.dataIdMap.get(c.dataId).id;w!==u&&(a=c,l=w,f=C.getInnerMostAxes(f.length,a.shape.length))}C.assertAxesAreInnerMostDims("prod",f,a.shape.length);let[h,g]=C.computeOutAndReduceShapes(a.shape,f),x=b.sizeFromShape(g),y=e.makeOutput(h,a.dtype);if(b.sizeFromShape(a.shape)!==0){let w=e.dataIdMap.get(y.dataId).id;Ov(l,x,K[y.dtype],w)}if(m&&e.disposeData(c.dataId),s){let w=C.expandShapeToKeepDim(y.shape,d);y.shape=w}return y}var Bv={kernelName:_o,backendName:"wasm",setupFunc:UF,kernelFunc:WF};var VF=r=>{let{backend:e,attrs:t}=r,{start:n,stop:o,step:s,dtype:i}=t,u=Da(n,o,s,i),l=e.makeOutput([u.length],i);return e.typedArrayFromHeap(l).set(u),l},Lv={kernelName:$u,backendName:"wasm",kernelFunc:VF};var GF=!0,Uv=le(fo,GF);var Wv=z(Fu);var Vv=z(ko);var Gv=z(Eo);var zv;function zF(r){zv=r.wasm.cwrap(ta,null,["number","number","number","number","number","number","number","number","number","number"])}function HF(r){let{backend:e,inputs:t,attrs:n}=r,{images:o}=t,{alignCorners:s,halfPixelCenters:i,size:u}=n,[l,a]=u,[c,p,d,m]=o.shape,f=[c,l,a,m],h=e.dataIdMap.get(o.dataId),g;h.dtype!=="float32"&&(g=dt({backend:e,inputs:{x:o},attrs:{dtype:"float32"}}),h=e.dataIdMap.get(g.dataId));let x=h.id,y=e.makeOutput(f,"float32");if(b.sizeFromShape(o.shape)===0)return y;let w=e.dataIdMap.get(y.dataId).id;return zv(x,c,p,d,m,l,a,s?1:0,i?1:0,w),g!=null&&e.disposeData(g.dataId),y}var Hv={kernelName:ta,backendName:"wasm",setupFunc:zF,kernelFunc:HF};var qv;function qF(r){qv=r.wasm.cwrap(ra,null,["number","number","number","array","array","boolean"])}function KF(r){let{inputs:e,backend:t,attrs:n}=r,{images:o,dy:s}=e,{alignCorners:i}=n,u=t.makeOutput(o.shape,"float32"),l=t.dataIdMap.get(o.dataId),a;return l.dtype!=="float32"&&(a=dt({backend:t,inputs:{x:o},attrs:{dtype:"float32"}}),l=t.dataIdMap.get(a.dataId)),qv(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(u.dataId).id,new Uint8Array(new Int32Array(o.shape).buffer),new Uint8Array(new Int32Array(s.shape).buffer),i),a!=null&&t.disposeData(a.dataId),u}var Kv={kernelName:ra,backendName:"wasm",setupFunc:qF,kernelFunc:KF};var Xv;function XF(r){Xv=r.wasm.cwrap(Js,null,["number","number","number","number","number","number","number","number","number","number"])}function jF(r){let{backend:e,inputs:t,attrs:n}=r,{images:o}=t,{alignCorners:s,halfPixelCenters:i,size:u}=n,[l,a]=u,[c,p,d,m]=o.shape,f=[c,l,a,m],h=e.makeOutput(f,"float32");if(b.sizeFromShape(o.shape)===0)return h;let g=e.dataIdMap.get(o.dataId),x;g.dtype!=="float32"&&(x=dt({backend:e,inputs:{x:o},attrs:{dtype:"float32"}}),g=e.dataIdMap.get(x.dataId));let y=g.id,w=e.dataIdMap.get(h.dataId).id;return Xv(y,c,p,d,m,l,a,s?1:0,i?1:0,w),x!=null&&e.disposeData(x.dataId),h}var jv={kernelName:Js,backendName:"wasm",setupFunc:XF,kernelFunc:jF};var Yv;function YF(r){Yv=r.wasm.cwrap(ea,null,["number","number","number","array","array","boolean"])}function QF(r){let{inputs:e,backend:t,attrs:n}=r,{images:o,dy:s}=e,{alignCorners:i}=n,u=t.makeOutput(o.shape,"float32"),l=t.dataIdMap.get(o.dataId),a;return l.dtype!=="float32"&&(a=dt({backend:t,inputs:{x:o},attrs:{dtype:"float32"}}),l=t.dataIdMap.get(a.dataId)),Yv(t.dataIdMap.get(o.dataId).id,t.dataIdMap.get(s.dataId).id,t.dataIdMap.get(u.dataId).id,new Uint8Array(new Int32Array(o.shape).buffer),new Uint8Array(new Int32Array(s.shape).buffer),i),a!=null&&t.disposeData(a.dataId),u}var Qv={kernelName:ea,backendName:"wasm",setupFunc:YF,kernelFunc:QF};var Zv;function ZF(r){Zv=r.wasm.cwrap(na,null,["number","array","number","array","number","number"])}function JF(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{dims:s}=n,i=b.parseAxisParam(s,o.shape);if(o.shape.length===0)return On({inputs:{x:o},backend:t});let u=t.makeOutput(o.shape,o.dtype),l=t.dataIdMap.get(o.dataId).id,a=t.dataIdMap.get(u.dataId).id,c=new Uint8Array(new Int32Array(i).buffer),p=new Uint8Array(new Int32Array(o.shape).buffer);Zv(l,c,i.length,p,o.shape.length,a);let d=Oe({inputs:{x:u},attrs:{shape:o.shape},backend:t});return t.disposeData(u.dataId),d}var Jv={kernelName:na,backendName:"wasm",kernelFunc:JF,setupFunc:ZF};var eI;function eD(r){eI=r.wasm.cwrap(fa,null,["number","number","number","number","number","number","number","number","array","number","number"])}function tD(r){let{inputs:e,backend:t,attrs:n}=r,{image:o}=e,{radians:s,fillValue:i,center:u}=n,l=t.makeOutput(o.shape,o.dtype),a=t.dataIdMap.get(o.dataId).id,c=t.dataIdMap.get(l.dataId).id,[p,d,m,f]=o.shape,[h,g]=C.getImageCenter(u,d,m),x=i===0,y=255,w=typeof i=="number"?[i,i,i,x?0:y]:[...i,y],v=new Uint8Array(new Int32Array(w).buffer);return eI(a,p,d,m,f,s,h,g,v,w.length,c),l}var tI={kernelName:fa,backendName:"wasm",kernelFunc:tD,setupFunc:eD};var rI=z(Du);var nI=z(Ro);var oI;function rD(r){oI=r.wasm.cwrap(oa,null,["number","number","number","number","number","number","array","number","number"])}function nD(r){let{backend:e,inputs:t,attrs:n}=r,{indices:o,updates:s}=t,{shape:i}=n,u=e.makeOutput(i,s.dtype);if(b.sizeFromShape(i)===0)return u;let{sliceRank:l,numUpdates:a,sliceSize:c,strides:p,outputSize:d}=Vo.calculateShapes(s,o,i),f=e.dataIdMap.get(o.dataId).id,g=e.dataIdMap.get(s.dataId).id,x=new Uint8Array(new Int32Array(p).buffer),y=e.dataIdMap.get(u.dataId).id;return oI(f,g,K[s.dtype],l,a,c,x,d,y),u}var sI={kernelName:oa,backendName:"wasm",setupFunc:rD,kernelFunc:nD};var aI;function oD(r){aI=r.wasm.cwrap(aa,null,["number","number","number","number","number","number","bool","number"])}function sD(r){let{inputs:e,backend:t,attrs:n}=r,{sortedSequence:o,values:s}=e,{side:i}=n;if(o.dtype!==s.dtype)throw new Error(`SearchSorted error: sorted_sequence must have the same dtype as values. Got ${o.dtype} and ${s.dtype}`);let u=t.makeOutput(s.shape,"int32");function l(a){return t.dataIdMap.get(a.dataId).id}return aI(l(o),l(s),o.shape[0],o.shape[1],s.shape[1],K[o.dtype],i==="left",l(u)),u}var iI={kernelName:aa,backendName:"wasm",setupFunc:oD,kernelFunc:sD};var uI;function aD(r){uI=r.wasm.cwrap("SelectV2",null,["number","number","number","number","number"])}function iD(r){let{inputs:e,backend:t}=r,{condition:n,t:o,e:s}=e,i=t.dataIdMap.get(n.dataId).id,u=t.dataIdMap.get(o.dataId).id,l=t.dataIdMap.get(s.dataId).id,a=t.makeOutput(o.shape,o.dtype),c=t.dataIdMap.get(a.dataId).id,p=n.shape.length,d=o.shape.length,m=p===0||p>1||d===1?1:b.sizeFromShape(o.shape.slice(1));return uI(i,u,l,m,c),a}var lI={kernelName:Pu,backendName:"wasm",kernelFunc:iD,setupFunc:aD};var cI=z(Mu);var pI;function uD(r){pI=r.wasm.cwrap(Pr,null,["number","number"])}function lD(r){let{backend:e,inputs:{x:t}}=r,n=e.dataIdMap.get(t.dataId).id,o=e.makeOutput(t.shape,t.dtype),s=e.dataIdMap.get(o.dataId).id;return b.sizeFromShape(o.shape)===0||pI(n,s),o}var dI={kernelName:"Sigmoid",backendName:"wasm",setupFunc:uD,kernelFunc:lD};var mI=z(Bu);var fI=z("Sin");var hI=z(Ou);var gI=z(Lu);function cD(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{blockShape:s,paddings:i}=n,u=b.sizeFromShape(s),l=[[0,0]];l.push(...i);for(let T=1+s.length;T<o.shape.length;++T)l.push([0,0]);let a=Vl.kernelFunc({inputs:{x:o},backend:t,attrs:{paddings:l,constantValue:0}}),c=C.getReshaped(a.shape,s,u,!1),p=C.getPermuted(c.length,s.length,!1),d=C.getReshapedPermuted(a.shape,s,u,!1),h=Oe({inputs:{x:a},backend:t,attrs:{shape:c}}),y=At({inputs:{x:h},backend:t,attrs:{perm:p}}),_=Oe({inputs:{x:y},backend:t,attrs:{shape:d}});return t.disposeData(a.dataId),t.disposeData(h.dataId),t.disposeData(y.dataId),_}var xI={kernelName:Uu,backendName:"wasm",kernelFunc:cD};var bI;function pD(r){bI=r.wasm.cwrap("SparseFillEmptyRows","number",["number","number","number","number","number","number","number","number","number","number","number","number"])}function dD(r){let{backend:e,inputs:t}=r,{indices:n,values:o,denseShape:s,defaultValue:i}=t,u=n.shape[0],l=n.shape[1],a=e.readSync(s.dataId)[0],c=[u+a,l],p=e.dataIdMap.get(n.dataId).id,d=e.dataIdMap.get(o.dataId).id,m=e.dataIdMap.get(i.dataId).id,f=e.makeOutput(c,n.dtype),h=e.dataIdMap.get(f.dataId).id,g=e.makeOutput(c.slice(0,1),o.dtype),x=e.dataIdMap.get(g.dataId).id,y=e.makeOutput([a],"bool"),w=e.dataIdMap.get(y.dataId).id,v=e.makeOutput([u],n.dtype),_=e.dataIdMap.get(v.dataId).id,T=e.makeOutput([4],"int32"),R=e.dataIdMap.get(T.dataId).id,A=bI(p,d,K[o.dtype],u,a,l,m,h,x,w,_,R),F=e.readSync(T.dataId),D;switch(F[0]){case 1:{D=C.getSparseFillEmptyRowsIndicesDenseShapeMismatch(F[1]);break}case 2:{D=C.getSparseFillEmptyRowsNegativeIndexErrorMessage(F[1],F[2]);break}case 3:D=C.getSparseFillEmptyRowsOutOfRangeIndexErrorMessage(F[1],F[2],F[3]);break;default:D=""}if(e.disposeData(T.dataId),D)throw e.disposeData(f.dataId),e.disposeData(g.dataId),e.disposeData(y.dataId),e.disposeData(v.dataId),new Error(D);let O=f,W=g;return A!==c[0]&&(O=Lt({inputs:{x:f},attrs:{begin:0,size:[A,l]},backend:e}),W=Lt({inputs:{x:g},attrs:{begin:0,size:A},backend:e}),e.disposeData(f.dataId),e.disposeData(g.dataId)),[O,W,y,v]}var yI={kernelName:Vu,backendName:"wasm",setupFunc:pD,kernelFunc:dD};var CI;function mD(r){CI=r.wasm.cwrap(la,null,["number","number","number","number","number","number","number"])}function fD(r){let{backend:e,inputs:t}=r,{inputIndices:n,inputShape:o,newShape:s}=t;if(n.shape.length!==2)throw new Error(`Input indices should be a matrix but received shape
        ${n.shape}`);if(o.shape.length!==1)throw new Error(`Input shape should be a vector but received shape
        ${o.shape}`);if(s.shape.length!==1)throw new Error(`Target shape should be a vector but received shape ${s.shape}`);let i=e.dataIdMap.get(n.dataId).id,u=e.dataIdMap.get(o.dataId).id,l=e.dataIdMap.get(s.dataId).id,a=n.shape[0],c=b.sizeFromShape(s.shape),p=e.makeOutput([a,c],n.dtype),d=e.dataIdMap.get(p.dataId).id,m=e.makeOutput([c],s.dtype),f=e.dataIdMap.get(m.dataId).id,h=e.makeOutput([3],"int32"),g=e.dataIdMap.get(h.dataId).id;CI(i,u,l,a,d,f,g);let x=e.readSync(h.dataId),y;switch(x[0]){case 0:{y=C.getSparseReshapeMultipleNegativeOneOutputDimErrorMessage(x[1],x[2]);break}case 1:{y=C.getSparseReshapeNegativeOutputDimErrorMessage(x[1],x[2]);break}case 2:y=C.getSparseReshapeEmptyTensorZeroOutputDimErrorMessage();break;case 3:{let w=Array.from(e.readSync(o.dataId)),v=Array.from(e.readSync(m.dataId));y=C.getSparseReshapeInputOutputMultipleErrorMessage(w,v);break}case 4:{let w=Array.from(e.readSync(o.dataId)),v=Array.from(e.readSync(m.dataId));y=C.getSparseReshapeInputOutputMismatchErrorMessage(w,v);break}default:y=""}if(e.disposeData(h.dataId),y)throw e.disposeData(p.dataId),e.disposeData(m.dataId),new Error(y);return[p,m]}var wI={kernelName:la,backendName:"wasm",setupFunc:mD,kernelFunc:fD};var vI;function Gl(r){vI=r.wasm.cwrap("SparseSegmentReduction",null,["number","number","number","number","number","number","number","number","number"])}function zl(r,e){let{backend:t,inputs:n}=r,{data:o,indices:s,segmentIds:i}=n,u=s.shape[0],l=t.readSync(i.dataId,u-1,u)[0],c=u>0?l+1:0;if(c<0)throw new Error(C.getSparseSegmentReductionNegativeSegmentIdsErrorMessage());let p=o.shape.slice();p[0]=c;let d=t.dataIdMap.get(o.dataId).id,m=t.dataIdMap.get(s.dataId).id,f=t.dataIdMap.get(i.dataId).id,h=t.makeOutput(p,o.dtype),g=t.dataIdMap.get(h.dataId).id,x=t.makeOutput([4],"int32"),y=t.dataIdMap.get(x.dataId).id;vI(d,K[o.dtype],o.shape[0],m,f,g,y,e,0);let w=t.readSync(x.dataId),v;switch(w[0]){case 0:{v=C.getSparseSegmentReductionNegativeSegmentIdsErrorMessage();break}case 1:{v=C.getSparseSegmentReductionNonIncreasingSegmentIdsErrorMessage();break}case 2:v=C.getSparseSegmentReductionSegmentIdOutOfRangeErrorMessage(w[1],w[2]);break;case 3:v=C.getSparseSegmentReductionIndicesOutOfRangeErrorMessage(w[1],w[2],w[3]);break;default:v=""}if(t.disposeData(x.dataId),v)throw t.disposeData(h.dataId),new Error(v);return h}function hD(r){return zl(r,!0)}var II={kernelName:Gu,backendName:"wasm",setupFunc:Gl,kernelFunc:hD};function gD(r){return zl(r,!1)}var SI={kernelName:zu,backendName:"wasm",setupFunc:Gl,kernelFunc:gD};var _I;function xD(r){_I=r.wasm.cwrap(ca,null,["number","number","number","number","number","number","number","number","array","number","number"])}function bD(r){let{backend:e,inputs:t,attrs:n}=r,{sparseIndices:o,sparseValues:s,defaultValue:i}=t,{outputShape:u}=n,l=e.makeOutput(u,i.dtype);if(b.sizeFromShape(u)===0)return l;let{sliceRank:a,numUpdates:c,sliceSize:p,strides:d,outputSize:m}=C.calculateShapes(s,o,u),f=e.dataIdMap.get(o.dataId).id,h=e.dataIdMap.get(s.dataId).id,g=e.dataIdMap.get(i.dataId).id,x=new Uint8Array(new Int32Array(d).buffer),y=e.dataIdMap.get(l.dataId).id;return _I(f,h,s.shape.length,g,K[i.dtype],a,c,p,x,m,y),l}var kI={kernelName:ca,backendName:"wasm",setupFunc:xD,kernelFunc:bD};function yD(r){let{inputs:e,attrs:t,backend:n}=r,{x:o}=e,{numOrSizeSplits:s,axis:i}=t,u=b.parseAxisParam(i,o.shape)[0],l=C.prepareSplitSize(o,s,u),a=new Array(o.shape.length).fill(0),c=o.shape.slice();return l.map(p=>{let d=[...c];d[u]=p;let m=Lt({inputs:{x:o},attrs:{begin:a,size:d},backend:n});return a[u]+=p,m})}var TI={kernelName:Wu,backendName:"wasm",kernelFunc:yD};var EI=z(Mr);var RI=z(Hu);var CD=!0,AI=le(Ao,CD);var NI;function wD(r){NI=r.wasm.cwrap(vn,null,["number","number","number","number"])}function vD(r){let{backend:e,inputs:t,attrs:n}=r,{alpha:o}=n,{x:s}=t,i=e.dataIdMap.get(s.dataId).id,u=e.makeOutput(s.shape,s.dtype),l=e.dataIdMap.get(u.dataId).id;return NI(i,o,K[s.dtype],l),u}var $I={kernelName:vn,backendName:"wasm",setupFunc:wD,kernelFunc:vD};var FI;function ID(r){FI=r.wasm.cwrap(Cn,null,["number","array","number","array","array","array","array","array","number","number"])}function SD(r){let{backend:e,inputs:t,attrs:n}=r,{x:o}=t,{begin:s,end:i,strides:u,beginMask:l,endMask:a,ellipsisMask:c,newAxisMask:p,shrinkAxisMask:d}=n,{finalShapeSparse:m,finalShape:f,isIdentity:h,sliceDim0:g,isSimpleSlice:x,begin:y,end:w,strides:v}=Le.sliceInfo(o.shape,s,i,u,l,a,c,p,d),_;if(h)_=Oe({inputs:{x:o},backend:e,attrs:{shape:f}});else if(g||x){b.assert(o.shape.length>=1,()=>`Input must have rank at least 1, got: ${o.shape.length}`);let T=Le.computeOutShape(y,w,v),R=Lt({inputs:{x:o},backend:e,attrs:{begin:y,size:T}});_=Oe({inputs:{x:R},backend:e,attrs:{shape:f}}),e.disposeData(R.dataId)}else{let T=e.makeOutput(m,"float32"),R=e.dataIdMap.get(o.dataId).id,A=new Uint8Array(new Int32Array(b.computeStrides(o.shape)).buffer),F=new Uint8Array(new Int32Array(y).buffer),D=new Uint8Array(new Int32Array(w).buffer),O=new Uint8Array(new Int32Array(v).buffer),W=new Uint8Array(new Int32Array(m).buffer),Q=new Uint8Array(new Int32Array(b.computeStrides(m)).buffer),oe=e.dataIdMap.get(T.dataId).id;FI(R,A,o.shape.length,F,D,O,W,Q,m.length,oe),_=Oe({inputs:{x:T},backend:e,attrs:{shape:f}}),e.disposeData(T.dataId)}return _}var DI={kernelName:Cn,backendName:"wasm",setupFunc:ID,kernelFunc:SD};function _D(r){let{backend:e,inputs:t,attrs:n}=r,{data:o,dataSplits:s}=t,{separator:i,nGramWidths:u,leftPad:l,rightPad:a,padWidth:c,preserveShortSequences:p}=n,d=e.readSync(o.dataId),m=e.readSync(s.dataId),[f,h]=Pa(d,m,i,u,l,a,c,p),g=e.makeOutput([f.length],"string"),x=e.dataIdMap.get(g.dataId);x.stringBytes=f;let y=e.makeOutput(s.shape,"int32");return e.typedArrayFromHeap(y).set(h),[g,y]}var PI={kernelName:Ku,backendName:"wasm",kernelFunc:_D};function kD(r){let{backend:e,inputs:t,attrs:n}=r,{input:o,delimiter:s}=t,{skipEmpty:i}=n,u=e.readSync(o.dataId),l=e.readSync(s.dataId),[a,c,p]=Ma(u,l[0],i),d=c.length,m=e.makeOutput([d,2],"int32");e.typedArrayFromHeap(m).set(a);let h=e.makeOutput([d],"string"),g=e.dataIdMap.get(h.dataId);g.stringBytes=c;let x=e.makeOutput([2],"int32");return e.typedArrayFromHeap(x).set(p),[m,h,x]}var MI={kernelName:Xu,backendName:"wasm",kernelFunc:kD};function TD(r){let{backend:e,inputs:t,attrs:n}=r,{input:o}=t,{numBuckets:s}=n,i=e.readSync(o.dataId),u=Oa(i,s),l=e.makeOutput(o.shape,"int32");return e.typedArrayFromHeap(l).set(u),l}var OI={kernelName:ju,backendName:"wasm",kernelFunc:TD};var ED=!0,BI=le("Sub",ED);var LI;function RD(r){LI=r.wasm.cwrap("Sum",null,["number","number","number","number"])}function AD(r){let{backend:e,inputs:t,attrs:n}=r,{axis:o,keepDims:s}=n,{x:i}=t,u=e.dataIdMap.get(i.dataId).id,l=u,a=i,{transposed:c,axes:p,originalAxes:d,inputWasTransposed:m}=st(i,o,e),f=p;if(m){let w=e.dataIdMap.get(c.dataId).id;w!==u&&(a=c,l=w,f=C.getInnerMostAxes(f.length,a.shape.length))}C.assertAxesAreInnerMostDims("sum",f,a.shape.length);let[h,g]=C.computeOutAndReduceShapes(a.shape,f),x=b.sizeFromShape(g),y=e.makeOutput(h,a.dtype);if(b.sizeFromShape(a.shape)!==0){let w=e.dataIdMap.get(y.dataId).id;LI(l,x,K[y.dtype],w)}if(m&&e.disposeData(c.dataId),s){let w=C.expandShapeToKeepDim(y.shape,d);y.shape=w}return y}var UI={kernelName:"Sum",backendName:"wasm",setupFunc:RD,kernelFunc:AD};var WI=z("Tan");var VI=z(Yu);var GI;function ND(r){GI=r.wasm.cwrap(sa,null,["number","number","number","number","number","number","array","number","number","number"])}function $D(r){let{backend:e,inputs:t,attrs:n}=r,{tensor:o,indices:s,updates:i}=t,{}=n,u=e.makeOutput(o.shape,o.dtype);if(b.sizeFromShape(o.shape)===0)return u;let{sliceRank:l,numUpdates:a,sliceSize:c,strides:p,outputSize:d}=Vo.calculateShapes(i,s,o.shape),f=e.dataIdMap.get(s.dataId).id,g=e.dataIdMap.get(i.dataId).id,y=e.dataIdMap.get(o.dataId).id,w=new Uint8Array(new Int32Array(p).buffer),v=e.dataIdMap.get(u.dataId).id;return GI(f,g,K[i.dtype],l,a,c,w,d,v,y),u}var zI={kernelName:sa,backendName:"wasm",setupFunc:ND,kernelFunc:$D};var HI;function FD(r){HI=r.wasm.cwrap(wn,null,["number","array","number","array","number","number"])}function DD(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,s=t.dataIdMap.get(o.dataId).id,{reps:i}=n,u=new Array(o.shape.length);for(let d=0;d<u.length;d++)u[d]=o.shape[d]*i[d];let l=new Uint8Array(new Int32Array(o.shape).buffer),a=new Uint8Array(new Int32Array(u).buffer),c=t.makeOutput(u,o.dtype),p=t.dataIdMap.get(c.dataId).id;return HI(s,l,o.shape.length,a,u.length,K[c.dtype],p),c}var qI={kernelName:wn,backendName:"wasm",setupFunc:FD,kernelFunc:DD};var KI;function PD(r){KI=r.wasm.cwrap(pa,null,["number","array","number","number","number","bool","number","number"])}var MD=({inputs:r,backend:e,attrs:t})=>{let{x:n}=r,{k:o,sorted:s}=t,i=e.dataIdMap.get(n.dataId).id,u=new Uint8Array(new Int32Array(n.shape).buffer),l=n.shape.slice();l[l.length-1]=o;let a=e.makeOutput(l,n.dtype),c=e.dataIdMap.get(a.dataId).id,p=e.makeOutput(l,"int32"),d=e.dataIdMap.get(p.dataId).id;return KI(i,u,n.shape.length,K[n.dtype],o,s,c,d),[a,p]},XI={kernelName:pa,backendName:"wasm",setupFunc:PD,kernelFunc:MD};var jI;function OD(r){jI=r.wasm.cwrap(da,null,["number","number","bool","number","number","number","number","number","number","array","number","array","number","number","number","number","number"])}function BD(r){let{backend:e,inputs:t,attrs:n}=r,{image:o,transforms:s}=t,{interpolation:i,fillMode:u,fillValue:l,outputShape:a}=n,[c,p,d,m]=o.shape,[f,h]=a??[p,d],g=[c,f,h,m],x=new Uint8Array(new Int32Array(b.computeStrides(o.shape)).buffer),y=new Uint8Array(new Int32Array(b.computeStrides(g)).buffer),w=e.makeOutput(g,o.dtype),v=e.dataIdMap.get(w.dataId).id,T=e.dataIdMap.get(o.dataId).id,A=e.dataIdMap.get(s.dataId).id,F=i==="nearest"?1:2,D;switch(u){case"constant":D=1;break;case"reflect":D=2;break;case"wrap":D=3;break;case"nearest":D=4;break;default:D=1;break}return jI(T,A,s.shape[0]>1,c,f,h,m,d,p,x,o.shape.length-1,y,g.length-1,F,D,l,v),w}var YI={kernelName:da,backendName:"wasm",setupFunc:OD,kernelFunc:BD};function LD(r){let{inputs:e,attrs:t,backend:n}=r,{axis:o}=t,{x:s}=e,{outputValues:i,outputShape:u,indices:l}=La(n.readSync(s.dataId),o,s.shape,s.dtype);return[n.makeOutput(u,s.dtype,void 0,i),n.makeOutput([l.length],"int32",void 0,l)]}var QI={kernelName:Qu,backendName:"wasm",kernelFunc:LD};function UD(r){let{inputs:e,backend:t,attrs:n}=r,{value:o}=e,{axis:s}=n;s<0&&(s+=o.shape.length);let i=o.shape[s],u=o.shape.length,l=new Array(u-1),a=0;for(let m=0;m<u;m++)m!==s&&(l[a++]=o.shape[m]);let c=new Array(i),p=new Array(u).fill(0),d=o.shape.slice();d[s]=1;for(let m=0;m<c.length;m++)p[s]=m,c[m]=Lt({inputs:{x:o},attrs:{begin:p,size:d},backend:t});return c.map(({dataId:m,dtype:f})=>({dataId:m,dtype:f,shape:l}))}var ZI={kernelName:Zu,backendName:"wasm",kernelFunc:UD};function WD(r){let{inputs:{x:e},backend:t}=r,n=t.makeOutput(e.shape,e.dtype);return t.typedArrayFromHeap(n).fill(0),n}var JI={kernelName:No,backendName:"wasm",kernelFunc:WD};var VD=[cy,py,dy,my,fy,gy,wy,Iy,Sy,_y,ky,Ty,Ey,Ry,Ay,$y,By,Dy,My,Wy,xC,yC,CC,wC,vC,IC,_C,kC,EC,AC,$C,DC,MC,OC,BC,UC,VC,zC,qC,XC,YC,ZC,ew,rw,ow,sw,iw,uw,lw,cw,pw,dw,mw,hw,gw,xw,yw,ww,Iw,_w,Tw,Ew,Rw,xy,Aw,Nw,$w,Dw,Pw,Mw,Bw,Uw,Lw,Ww,Vw,Gw,zw,qw,Xw,Yw,Qw,Jw,tv,nv,sv,iv,lv,pv,dv,fv,bv,yv,Cv,wv,Iv,_v,Tv,Ev,Av,Nv,$v,Vl,Dv,Mv,Bv,Lv,Uv,Wv,Vv,Gv,Ly,Hv,Kv,jv,Qv,Jv,tI,rI,nI,sI,iI,lI,cI,dI,mI,fI,hI,gC,gv,gI,xI,yI,wI,II,SI,kI,TI,EI,RI,AI,$I,DI,PI,MI,OI,BI,UI,WI,VI,zI,qI,XI,YI,yy,QI,ZI,JI];for(let r of VD)el(r);var Jh=S();Jh.registerFlag("WASM_HAS_SIMD_SUPPORT",async()=>{try{return WebAssembly.validate(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,10,9,1,7,0,65,0,253,15,26,11]))}catch{return!1}});Jh.registerFlag("WASM_HAS_MULTITHREAD_SUPPORT",async()=>{if(Jh.get("IS_NODE"))return!1;try{return new MessageChannel().port1.postMessage(new SharedArrayBuffer(1)),WebAssembly.validate(new Uint8Array([0,97,115,109,1,0,0,0,1,4,1,96,0,0,3,2,1,0,5,4,1,3,1,1,10,11,1,9,0,65,0,254,16,2,0,26,11]))}catch{return!1}});var sg=Hi(eS()),aS=Hi(rS()),ag=Hi(nS());var oS=sg.default||sg,GD=ag.default||ag,Va=class extends pr{constructor(e){super(),this.wasm=e,this.dataIdNextNumber=1,this.wasm.tfjs.initWithThreadsCount(KD),XD=this.wasm.tfjs.getThreadsCount(),this.dataIdMap=new an(this,Ht())}write(e,t,n){let o={id:this.dataIdNextNumber++};return this.move(o,e,t,n,1),o}numDataIds(){return this.dataIdMap.numDataIds()}async time(e){let t=b.now();return e(),{kernelMs:b.now()-t}}move(e,t,n,o,s){let i=this.dataIdNextNumber++;if(o==="string"){let c=t;this.dataIdMap.set(e,{id:i,stringBytes:c,shape:n,dtype:o,memoryOffset:null,refCount:s});return}let u=b.sizeFromShape(n),l=u*b.bytesPerElement(o),a=this.wasm._malloc(l)>>>0;this.dataIdMap.set(e,{id:i,memoryOffset:a,shape:n,dtype:o,refCount:s}),this.wasm.tfjs.registerTensor(i,u,a),t!=null&&this.wasm.HEAPU8.set(new Uint8Array(t.buffer,t.byteOffset,l),a)}async read(e){return this.readSync(e)}readSync(e,t,n){let{memoryOffset:o,dtype:s,shape:i,stringBytes:u}=this.dataIdMap.get(e);if(s==="string")return(t==null||t===0)&&(n==null||n>=u.length)?u:u.slice(t,n);t=t||0,n=n||b.sizeFromShape(i);let l=b.bytesPerElement(s),a=this.wasm.HEAPU8.slice(o+t*l,o+n*l);return HD(a.buffer,s)}disposeData(e,t=!1){if(this.dataIdMap.has(e)){let n=this.dataIdMap.get(e);if(n.refCount--,!t&&n.refCount>0)return!1;this.wasm._free(n.memoryOffset),this.wasm.tfjs.disposeData(n.id),this.dataIdMap.delete(e)}return!0}refCount(e){return this.dataIdMap.has(e)?this.dataIdMap.get(e).refCount:0}incRef(e){let t=this.dataIdMap.get(e);t!=null&&t.refCount++}floatPrecision(){return 32}getMemoryOffset(e){return this.dataIdMap.get(e).memoryOffset}dispose(){this.wasm.tfjs.dispose(),"PThread"in this.wasm&&this.wasm.PThread.terminateAllThreads(),this.wasm=null}memory(){return{unreliable:!1}}makeOutput(e,t,n,o){let s;if(n==null)s=this.write(o??null,e,t);else{let i=this.dataIdNextNumber++;s={id:i},this.dataIdMap.set(s,{id:i,memoryOffset:n,shape:e,dtype:t,refCount:1});let u=b.sizeFromShape(e);this.wasm.tfjs.registerTensor(i,u,n)}return{dataId:s,shape:e,dtype:t}}typedArrayFromHeap({shape:e,dtype:t,dataId:n}){let o=this.wasm.HEAPU8.buffer,{memoryOffset:s}=this.dataIdMap.get(n),i=b.sizeFromShape(e);switch(t){case"float32":return new Float32Array(o,s,i);case"int32":return new Int32Array(o,s,i);case"bool":return new Uint8Array(o,s,i);default:throw new Error(`Unknown dtype ${t}`)}}};function zD(r){return(e,t)=>(b.fetch(r,{credentials:"same-origin"}).then(n=>{n.ok||e.env.a(`failed to load wasm binary file at '${r}'`),n.arrayBuffer().then(o=>{WebAssembly.instantiate(o,e).then(s=>{t(s.instance,s.module)})})}),{})}function sS(r,e,t){if(og!=null)return og;let n="tfjs-backend-wasm.wasm";return r&&e?n="tfjs-backend-wasm-threaded-simd.wasm":r&&(n="tfjs-backend-wasm-simd.wasm"),Wa!=null&&Wa[n]!=null?Wa[n]:t+n}async function iS(){let[r,e]=await Promise.all([S().getAsync("WASM_HAS_SIMD_SUPPORT"),S().getAsync("WASM_HAS_MULTITHREAD_SUPPORT")]);return new Promise((t,n)=>{let o={};o.locateFile=(u,l)=>{if(u.endsWith(".worker.js")){let a=aS.wasmWorkerContents.replace(/\n/g,"\\n"),c=new Blob([a],{type:"application/javascript"});return URL.createObjectURL(c)}return u.endsWith(".wasm")?sS(r,e,Ua??l):l+u},uS&&(o.instantiateWasm=zD(sS(r,e,Ua??"")));let s=!1;o.onAbort=()=>{if(s||Kl)return;Kl=!0,n({message:"Make sure the server can serve the `.wasm` file relative to the bundled js file. For more details see https://github.com/tensorflow/tfjs/blob/master/tfjs-backend-wasm/README.md#using-bundlers"})};let i;e&&r&&og==null?(o.mainScriptUrlOrBlob=new Blob(["var WasmBackendModuleThreadedSimd = "+oS.toString()],{type:"text/javascript"}),i=oS(o)):i=GD(o),i.then(u=>{s=!0,Kl=!1;let l=null;u.tfjs={init:u.cwrap("init",null,[]),initWithThreadsCount:u.cwrap("init_with_threads_count",null,["number"]),getThreadsCount:u.cwrap("get_threads_count","number",[]),registerTensor:u.cwrap("register_tensor",null,["number","number","number"]),disposeData:u.cwrap("dispose_data",l,["number"]),dispose:u.cwrap("dispose",l,[])},t({wasm:u})}).catch(n)})}function HD(r,e){switch(e){case"float32":return new Float32Array(r);case"int32":return new Int32Array(r);case"bool":return new Uint8Array(r);default:throw new Error(`Unknown dtype ${e}`)}}var qD=["tfjs-backend-wasm.wasm","tfjs-backend-wasm-simd.wasm","tfjs-backend-wasm-threaded-simd.wasm"],og=null,Ua=null,Wa={},Kl=!1,uS=!1;function ig(r,e=!1){if(Kl)throw new Error("The WASM backend was already initialized. Make sure you call `setWasmPaths()` before you call `tf.setBackend()` or `tf.ready()`");if(typeof r=="string")Ua=r;else{Wa=r;let t=qD.filter(n=>Wa[n]==null);if(t.length>0)throw new Error(`There were no entries found for the following binaries: ${t.join(",")}. Please either call setWasmPaths with a map providing a path for each binary, or with a string indicating the directory where all the binaries can be found.`)}uS=e}var KD=-1,XD=-1;var jD=2;cl("wasm",async()=>{let{wasm:r}=await iS();return new Va(r)},jD);var Bn={},Xl={alpha:!1,antialias:!1,premultipliedAlpha:!1,preserveDrawingBuffer:!1,depth:!1,stencil:!1,failIfMajorPerformanceCaveat:!0};function lS(r,e){Bn[r]=e}function vt(r,e){if(!(r in Bn)||e!=null){let n=QD(r,e);if(n!==null)Bn[r]=n;else return console.log("Could not get context for WebGL version",r),null}let t=Bn[r];return t==null||t.isContextLost()?(delete Bn[r],vt(r)):(t.disable(t.DEPTH_TEST),t.disable(t.STENCIL_TEST),t.disable(t.BLEND),t.disable(t.DITHER),t.disable(t.POLYGON_OFFSET_FILL),t.disable(t.SAMPLE_COVERAGE),t.enable(t.SCISSOR_TEST),t.enable(t.CULL_FACE),t.cullFace(t.BACK),Bn[r])}function YD(r){if(!S().getBool("IS_SAFARI")&&typeof OffscreenCanvas<"u"&&r===2)return new OffscreenCanvas(300,150);if(typeof document<"u")return document.createElement("canvas");throw new Error("Cannot create a canvas in this context")}function QD(r,e){if(r!==1&&r!==2)throw new Error("Cannot get WebGL rendering context, WebGL is disabled.");let t=e??YD(r);return t.addEventListener("webglcontextlost",n=>{n.preventDefault(),delete Bn[r]},!1),S().getBool("SOFTWARE_WEBGL_ENABLED")&&(Xl.failIfMajorPerformanceCaveat=!1),r===1?t.getContext("webgl",Xl)||t.getContext("experimental-webgl",Xl):t.getContext("webgl2",Xl)}var jr;(function(r){r[r.DENSE=0]="DENSE",r[r.SHARED_BATCH=1]="SHARED_BATCH"})(jr||(jr={}));var Ke;(function(r){r[r.RENDER=0]="RENDER",r[r.UPLOAD=1]="UPLOAD",r[r.PIXELS=2]="PIXELS",r[r.DOWNLOAD=3]="DOWNLOAD"})(Ke||(Ke={}));var He;(function(r){r[r.UNPACKED_FLOAT16=0]="UNPACKED_FLOAT16",r[r.UNPACKED_FLOAT32=1]="UNPACKED_FLOAT32",r[r.PACKED_4X1_UNSIGNED_BYTE=2]="PACKED_4X1_UNSIGNED_BYTE",r[r.PACKED_2X2_FLOAT32=3]="PACKED_2X2_FLOAT32",r[r.PACKED_2X2_FLOAT16=4]="PACKED_2X2_FLOAT16"})(He||(He={}));function Ln(r,e){return[e,r]}function cS(r,e){return r*e}function Ga(r){let e=b.sizeFromShape(r),t=Math.ceil(e/4);return b.sizeToSquarishShape(t)}function or(r,e){return[Math.max(1,Math.ceil(e/2)),Math.max(1,Math.ceil(r/2))]}function pS(r,e){let[t,n]=or(r,e);return t*n*4}function za(r,e){let t=r,n,o,s,i,u,l,a,c,p,d;return S().getNumber("WEBGL_VERSION")===2?(n=t.R32F,o=t.R16F,s=t.RGBA16F,i=t.RGBA32F,u=t.RED,a=4,c=1,p=t.HALF_FLOAT,d=t.FLOAT,l=t.RGBA8):(n=r.RGBA,o=r.RGBA,s=r.RGBA,i=t.RGBA,u=r.RGBA,a=4,c=4,p=e!=null?e.HALF_FLOAT_OES:null,d=r.FLOAT,l=r.RGBA),{internalFormatFloat:n,internalFormatHalfFloat:o,internalFormatPackedHalfFloat:s,internalFormatPackedFloat:i,textureFormatFloat:u,downloadTextureFormat:l,downloadUnpackNumChannels:a,defaultNumChannels:c,textureTypeHalfFloat:p,textureTypeFloat:d}}function V(r,e){let t=e();return S().getBool("DEBUG")&&ZD(r),t}function ZD(r){let e=r.getError();if(e!==r.NO_ERROR)throw new Error("WebGL Error: "+tP(r,e))}var JD=596e-10,eP=65504;function dS(r){return!!(S().getBool("WEBGL_RENDER_FLOAT32_ENABLED")||r===0||JD<Math.abs(r)&&Math.abs(r)<eP)}function tP(r,e){switch(e){case r.NO_ERROR:return"NO_ERROR";case r.INVALID_ENUM:return"INVALID_ENUM";case r.INVALID_VALUE:return"INVALID_VALUE";case r.INVALID_OPERATION:return"INVALID_OPERATION";case r.INVALID_FRAMEBUFFER_OPERATION:return"INVALID_FRAMEBUFFER_OPERATION";case r.OUT_OF_MEMORY:return"OUT_OF_MEMORY";case r.CONTEXT_LOST_WEBGL:return"CONTEXT_LOST_WEBGL";default:return`Unknown error code ${e}`}}function Ha(r,e){return wr(r,()=>r.getExtension(e),'Extension "'+e+'" not supported on this browser.')}function mS(r,e){let t=wr(r,()=>r.createShader(r.VERTEX_SHADER),"Unable to create vertex WebGLShader.");if(V(r,()=>r.shaderSource(t,e)),V(r,()=>r.compileShader(t)),r.getShaderParameter(t,r.COMPILE_STATUS)===!1)throw console.log(r.getShaderInfoLog(t)),new Error("Failed to compile vertex shader.");return t}function fS(r,e){let t=wr(r,()=>r.createShader(r.FRAGMENT_SHADER),"Unable to create fragment WebGLShader.");if(V(r,()=>r.shaderSource(t,e)),V(r,()=>r.compileShader(t)),S().get("ENGINE_COMPILE_ONLY"))return t;if(r.getShaderParameter(t,r.COMPILE_STATUS)===!1)throw dg(e,r.getShaderInfoLog(t)),new Error("Failed to compile fragment shader.");return t}var rP=/ERROR: [0-9]+:([0-9]+):/g;function dg(r,e){let t=rP.exec(e);if(t==null){console.log(`Couldn't parse line number in error: ${e}`),console.log(r);return}let n=+t[1],o=r.split(`
`),s=o.length.toString().length+2,i=o.map((p,d)=>b.rightPad((d+1).toString(),s)+p),u=0;for(let p=0;p<i.length;p++)u=Math.max(i[p].length,u);let l=i.slice(0,n-1),a=i.slice(n-1,n),c=i.slice(n);console.log(l.join(`
`)),console.log(e.split(`
`)[0]),console.log(`%c ${b.rightPad(a[0],u)}`,"border:1px solid red; background-color:#e3d2d2; color:#a61717"),console.log(c.join(`
`))}function hS(r){return wr(r,()=>r.createProgram(),"Unable to create WebGLProgram.")}function gS(r,e){if(V(r,()=>r.linkProgram(e)),!S().get("ENGINE_COMPILE_ONLY")&&r.getProgramParameter(e,r.LINK_STATUS)===!1)throw console.log(r.getProgramInfoLog(e)),new Error("Failed to link vertex and fragment shaders.")}function Yl(r,e){if(V(r,()=>r.validateProgram(e)),r.getProgramParameter(e,r.VALIDATE_STATUS)===!1)throw console.log(r.getProgramInfoLog(e)),new Error("Shader program validation failed.")}function xS(r,e){let t=wr(r,()=>r.createBuffer(),"Unable to create WebGLBuffer");return V(r,()=>r.bindBuffer(r.ARRAY_BUFFER,t)),V(r,()=>r.bufferData(r.ARRAY_BUFFER,e,r.STATIC_DRAW)),t}function bS(r,e){let t=wr(r,()=>r.createBuffer(),"Unable to create WebGLBuffer");return V(r,()=>r.bindBuffer(r.ELEMENT_ARRAY_BUFFER,t)),V(r,()=>r.bufferData(r.ELEMENT_ARRAY_BUFFER,e,r.STATIC_DRAW)),t}function yS(r){return wr(r,()=>r.createTexture(),"Unable to create WebGLTexture.")}function CS(r,e){let t=S().getNumber("WEBGL_MAX_TEXTURE_SIZE");if(r<=0||e<=0){let n=`[${r}x${e}]`;throw new Error("Requested texture size "+n+" is invalid.")}if(r>t||e>t){let n=`[${r}x${e}]`,o=`[${t}x${t}]`;throw new Error("Requested texture size "+n+" greater than WebGL maximum on this browser / GPU "+o+".")}}function wS(r){return wr(r,()=>r.createFramebuffer(),"Unable to create WebGLFramebuffer.")}function mg(r,e,t,n,o,s,i){let u=r.getAttribLocation(e,t);return u===-1?!1:(V(r,()=>r.bindBuffer(r.ARRAY_BUFFER,n)),V(r,()=>r.vertexAttribPointer(u,o,r.FLOAT,!1,s,i)),V(r,()=>r.enableVertexAttribArray(u)),!0)}function nP(r,e,t){sP(r,t),V(r,()=>r.activeTexture(r.TEXTURE0+t)),V(r,()=>r.bindTexture(r.TEXTURE_2D,e))}function vS(r,e,t){return wr(r,()=>r.getUniformLocation(e,t),'uniform "'+t+'" not present in program.')}function IS(r,e,t){return r.getUniformLocation(e,t)}function SS(r,e,t,n){V(r,()=>nP(r,e,n)),V(r,()=>r.uniform1i(t,n))}function Ql(r,e,t){V(r,()=>r.bindFramebuffer(r.FRAMEBUFFER,t)),V(r,()=>r.framebufferTexture2D(r.FRAMEBUFFER,r.COLOR_ATTACHMENT0,r.TEXTURE_2D,e,0))}function fg(r,e){V(r,()=>r.bindFramebuffer(r.FRAMEBUFFER,e)),V(r,()=>r.framebufferTexture2D(r.FRAMEBUFFER,r.COLOR_ATTACHMENT0,r.TEXTURE_2D,null,0))}function qa(r){let e=r.checkFramebufferStatus(r.FRAMEBUFFER);if(e!==r.FRAMEBUFFER_COMPLETE)throw new Error("Error binding framebuffer: "+oP(r,e))}function oP(r,e){switch(e){case r.FRAMEBUFFER_INCOMPLETE_ATTACHMENT:return"FRAMEBUFFER_INCOMPLETE_ATTACHMENT";case r.FRAMEBUFFER_INCOMPLETE_MISSING_ATTACHMENT:return"FRAMEBUFFER_INCOMPLETE_MISSING_ATTACHMENT";case r.FRAMEBUFFER_INCOMPLETE_DIMENSIONS:return"FRAMEBUFFER_INCOMPLETE_DIMENSIONS";case r.FRAMEBUFFER_UNSUPPORTED:return"FRAMEBUFFER_UNSUPPORTED";default:return`unknown error ${e}`}}function wr(r,e,t){let n=V(r,()=>e());if(n==null)throw new Error(t);return n}function sP(r,e){let t=r.MAX_COMBINED_TEXTURE_IMAGE_UNITS-1,n=e+r.TEXTURE0;if(n<r.TEXTURE0||n>t){let o=`[gl.TEXTURE0, gl.TEXTURE${t}]`;throw new Error(`textureUnit must be in ${o}.`)}}function Yr(r,e=2){return b.sizeFromShape(r.slice(0,r.length-e))}function Qr(r){if(r.length===0)throw Error("Cannot get rows and columns of an empty shape array.");return[r.length>1?r[r.length-2]:1,r[r.length-1]]}function Ka(r){let e=[1,1,1];return r.length===0||r.length===1&&r[0]===1||(e=[Yr(r),...Qr(r)]),e}function _S(r,e=!1){let t=S().getNumber("WEBGL_MAX_TEXTURE_SIZE"),n=S().getNumber("WEBGL_MAX_SIZE_FOR_NARROW_TEXTURE");n===1/0&&S().getBool("WEBGL_AUTO_SQUARIFY_NARROW_TEXTURE_SHAPE")&&(n=t/2),e&&(t=t*2,n=n*2,r=r.map((u,l)=>l>=r.length-2?b.nearestLargerEven(r[l]):r[l]),r.length===1&&(r=[2,r[0]])),r.length!==2&&(r=b.squeezeShape(r).newShape);let o=b.sizeFromShape(r),s=null;r.length<=1&&o<=t?s=[1,o]:r.length===2&&r[0]<=t&&r[1]<=t?s=r:r.length===3&&r[0]*r[1]<=t&&r[2]<=t?s=[r[0]*r[1],r[2]]:r.length===3&&r[0]<=t&&r[1]*r[2]<=t?s=[r[0],r[1]*r[2]]:r.length===4&&r[0]*r[1]*r[2]<=t&&r[3]<=t?s=[r[0]*r[1]*r[2],r[3]]:r.length===4&&r[0]<=t&&r[1]*r[2]*r[3]<=t&&(s=[r[0],r[1]*r[2]*r[3]]);let i=s!=null&&Math.max(...s)>n&&Math.min(...s)<=(e?2:1)&&Math.min(...s)>0;if(s==null||i)if(e){let u=Yr(r),l=2,a=2;r.length&&([l,a]=Qr(r)),o=u*(l/2)*(a/2),s=b.sizeToSquarishShape(o).map(c=>c*2)}else s=b.sizeToSquarishShape(o);return s}function jl(r){return r%2===0}function Un(r,e){if(r=r.slice(-2),e=e.slice(-2),b.arraysEqual(r,e)||!r.length||!e.length||r[0]===0||r[1]===0||e[0]===0||e[1]===0)return!0;if(r.length!==e.length){let t=r[r.length-1],n=e[e.length-1];if(t===n||jl(t)&&jl(n)&&(r[0]===1||e[0]===1))return!0}return r[1]===e[1]&&jl(r[0])&&jl(e[0])}var lg,cg;function kS(r){if(lg==null){let e=vt(r);lg=e.getParameter(e.MAX_TEXTURE_SIZE)}return lg}function TS(r){if(cg==null){let e=vt(r);cg=e.getParameter(e.MAX_TEXTURE_IMAGE_UNITS)}return Math.min(16,cg)}function ES(r){if(r===0)return 0;let e,t=vt(r);return Nt(t,"EXT_disjoint_timer_query_webgl2")&&r===2?e=2:Nt(t,"EXT_disjoint_timer_query")?e=1:e=0,e}function Nt(r,e){return r.getExtension(e)!=null}function hg(r){try{if(vt(r)!=null)return!0}catch(e){return console.log("Error when getting WebGL context: ",e),!1}return!1}function RS(r){if(r===0)return!1;let e=vt(r);if(r===1){if(!Nt(e,"OES_texture_float"))return!1}else if(!Nt(e,"EXT_color_buffer_float"))return!1;return pg(e)}function AS(r){if(r===0)return!1;let e=vt(r);if(r===1){if(!Nt(e,"OES_texture_float")||!Nt(e,"WEBGL_color_buffer_float"))return!1}else{if(Nt(e,"EXT_color_buffer_float"))return pg(e);let n="EXT_color_buffer_half_float";if(Nt(e,n)){let o=e.getExtension(n);return aP(e,o)}return!1}return pg(e)}function pg(r){let e=za(r),t=r.createTexture();r.bindTexture(r.TEXTURE_2D,t),r.texImage2D(r.TEXTURE_2D,0,e.internalFormatFloat,1,1,0,e.textureFormatFloat,e.textureTypeFloat,null);let s=r.createFramebuffer();r.bindFramebuffer(r.FRAMEBUFFER,s),r.framebufferTexture2D(r.FRAMEBUFFER,r.COLOR_ATTACHMENT0,r.TEXTURE_2D,t,0);let i=r.checkFramebufferStatus(r.FRAMEBUFFER)===r.FRAMEBUFFER_COMPLETE;return r.bindTexture(r.TEXTURE_2D,null),r.bindFramebuffer(r.FRAMEBUFFER,null),r.deleteTexture(t),r.deleteFramebuffer(s),i}function aP(r,e){let t=za(r,e),n=r.createTexture();r.bindTexture(r.TEXTURE_2D,n),r.texImage2D(r.TEXTURE_2D,0,t.internalFormatHalfFloat,1,1,0,t.textureFormatFloat,t.textureTypeHalfFloat,null);let i=r.createFramebuffer();r.bindFramebuffer(r.FRAMEBUFFER,i),r.framebufferTexture2D(r.FRAMEBUFFER,r.COLOR_ATTACHMENT0,r.TEXTURE_2D,n,0);let u=r.checkFramebufferStatus(r.FRAMEBUFFER)===r.FRAMEBUFFER_COMPLETE;return r.bindTexture(r.TEXTURE_2D,null),r.bindFramebuffer(r.FRAMEBUFFER,null),r.deleteTexture(n),r.deleteFramebuffer(i),u}function NS(r){return r!==2?!1:vt(r).fenceSync!=null}function sr(r,e){Array.isArray(r)||(r=[r]),r.forEach(t=>{t!=null&&b.assert(t.dtype!=="complex64",()=>`${e} does not support complex64 tensors in the WebGL backend.`)})}var X=S();X.registerFlag("HAS_WEBGL",()=>X.getNumber("WEBGL_VERSION")>0);X.registerFlag("WEBGL_VERSION",()=>hg(2)?2:hg(1)?1:0);X.registerFlag("WEBGL_CHECK_NUMERICAL_PROBLEMS",()=>!1);X.registerFlag("WEBGL_BUFFER_SUPPORTED",()=>X.get("WEBGL_VERSION")===2);X.registerFlag("WEBGL_CPU_FORWARD",()=>!0);X.registerFlag("WEBGL_FORCE_F16_TEXTURES",()=>!1);X.registerFlag("WEBGL_PACK",()=>X.getBool("HAS_WEBGL"));X.registerFlag("WEBGL_PACK_NORMALIZATION",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_CLIP",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_DEPTHWISECONV",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_BINARY_OPERATIONS",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_UNARY_OPERATIONS",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_ARRAY_OPERATIONS",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_IMAGE_OPERATIONS",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_REDUCE",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_LAZILY_UNPACK",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_CONV_IM2COL",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_PACK_CONV2DTRANSPOSE",()=>X.getBool("WEBGL_PACK"));X.registerFlag("WEBGL_MAX_TEXTURE_SIZE",()=>kS(X.getNumber("WEBGL_VERSION")));X.registerFlag("WEBGL_MAX_TEXTURES_IN_SHADER",()=>TS(X.getNumber("WEBGL_VERSION")));X.registerFlag("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION",()=>{let r=X.getNumber("WEBGL_VERSION");return r===0?0:ES(r)});X.registerFlag("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE",()=>X.getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION")>0&&!Gr.isMobile());X.registerFlag("WEBGL_RENDER_FLOAT32_CAPABLE",()=>RS(X.getNumber("WEBGL_VERSION")));X.registerFlag("WEBGL_RENDER_FLOAT32_ENABLED",()=>X.getBool("WEBGL_FORCE_F16_TEXTURES")?!1:X.getBool("WEBGL_RENDER_FLOAT32_CAPABLE"));X.registerFlag("WEBGL_DOWNLOAD_FLOAT_ENABLED",()=>AS(X.getNumber("WEBGL_VERSION")));X.registerFlag("WEBGL_FENCE_API_ENABLED",()=>NS(X.getNumber("WEBGL_VERSION")));X.registerFlag("WEBGL_SIZE_UPLOAD_UNIFORM",()=>X.getBool("WEBGL_RENDER_FLOAT32_ENABLED")?4:0);X.registerFlag("WEBGL_DELETE_TEXTURE_THRESHOLD",()=>-1,r=>{if(typeof r!="number")throw new Error(`WEBGL_DELETE_TEXTURE_THRESHOLD must be a number but got ${r}.`);if(r<0&&r!==-1)throw new Error(`WEBGL_DELETE_TEXTURE_THRESHOLD must be -1 (indicating never delete) or at least 0, but got ${r}.`)});X.registerFlag("WEBGL_FLUSH_THRESHOLD",()=>Gr.isMobile()?1:-1,r=>{if(typeof r!="number")throw new Error(`WEBGL_FLUSH_THRESHOLD must be a number but got ${r}.`);if(r<0&&r!==-1)throw new Error(`WEBGL_FLUSH_THRESHOLD must be -1 (indicating never manual flush) or at least 0, but got ${r}.`)});X.registerFlag("CPU_HANDOFF_SIZE_THRESHOLD",()=>128);X.registerFlag("WEBGL_USE_SHAPES_UNIFORMS",()=>!1);X.registerFlag("TOPK_LAST_DIM_CPU_HANDOFF_SIZE_THRESHOLD",()=>1e5);X.registerFlag("TOPK_K_CPU_HANDOFF_THRESHOLD",()=>128);X.registerFlag("WEBGL_EXP_CONV",()=>!1);X.registerFlag("SOFTWARE_WEBGL_ENABLED",()=>X.getBool("IS_TEST"));X.registerFlag("WEBGL_MAX_SIZE_FOR_NARROW_TEXTURE",()=>1/0);X.registerFlag("WEBGL_AUTO_SQUARIFY_NARROW_TEXTURE_SHAPE",()=>!1);X.registerFlag("WEBGL2_ISNAN_CUSTOM",()=>!1);X.registerFlag("ENGINE_COMPILE_ONLY",()=>!1);function _e(){let r,e,t,n,o,s,i,u,l,a;return S().getNumber("WEBGL_VERSION")===2?(r="#version 300 es",e="in",t="out",n="in",o="texture",s="outputColor",i="out vec4 outputColor;",u=S().getBool("WEBGL2_ISNAN_CUSTOM")?`
      bool isnan_custom(float val) {
        uint floatToUint = floatBitsToUint(val);
        return (floatToUint & 0x7fffffffu) > 0x7f800000u;
      }

      bvec4 isnan_custom(vec4 val) {
        return bvec4(isnan_custom(val.x),
          isnan_custom(val.y), isnan_custom(val.z), isnan_custom(val.w));
      }

      #define isnan(value) isnan_custom(value)
    `:"",l="",a=`
      #define round(value) newRound(value)
      int newRound(float value) {
        return int(floor(value + 0.5));
      }

      ivec4 newRound(vec4 value) {
        return ivec4(floor(value + vec4(0.5)));
      }
    `):(r="",e="attribute",t="varying",n="varying",o="texture2D",s="gl_FragColor",i="",u=`
      #define isnan(value) isnan_custom(value)
      bool isnan_custom(float val) {
        return (val > 0. || val < 1. || val == 0.) ? false : true;
      }
      bvec4 isnan_custom(vec4 val) {
        return bvec4(isnan(val.x), isnan(val.y), isnan(val.z), isnan(val.w));
      }
    `,l=`
      uniform float INFINITY;

      bool isinf(float val) {
        return abs(val) == INFINITY;
      }
      bvec4 isinf(vec4 val) {
        return equal(abs(val), vec4(INFINITY));
      }
    `,a=`
      int round(float value) {
        return int(floor(value + 0.5));
      }

      ivec4 round(vec4 value) {
        return ivec4(floor(value + vec4(0.5)));
      }
    `),{version:r,attribute:e,varyingVs:t,varyingFs:n,texture2D:o,output:s,defineOutput:i,defineSpecialNaN:u,defineSpecialInf:l,defineRound:a}}function jt(r,e,t="index"){let n=b.computeStrides(e);return n.map((o,s)=>{let i=`int ${r[s]} = ${t} / ${o}`,u=s===n.length-1?`int ${r[s+1]} = ${t} - ${r[s]} * ${o}`:`index -= ${r[s]} * ${o}`;return`${i}; ${u};`}).join("")}function Wn(r,e,t="index"){let n=b.computeStrides(e);return n.map((o,s)=>{let i=`int ${r[s]} = ${t} / outShapeStrides[${s}]`,u=s===n.length-1?`int ${r[s+1]} = ${t} - ${r[s]} * outShapeStrides[${s}]`:`index -= ${r[s]} * outShapeStrides[${s}]`;return`${i}; ${u};`}).join("")}function iP(r,e){let t=r.length,n=r.map(s=>`${e}[${s}]`),o=new Array(t-1);o[t-2]=n[t-1];for(let s=t-3;s>=0;--s)o[s]=`(${o[s+1]} * ${n[s+1]})`;return o}function $S(r,e,t="index"){let n=r.map((s,i)=>i),o=iP(n,e);return o.map((s,i)=>{let u=`int ${r[i]} = ${t} / ${o[i]}`,l=i===o.length-1?`int ${r[i+1]} = ${t} - ${r[i]} * ${o[i]}`:`index -= ${r[i]} * ${o[i]}`;return`${u}; ${l};`}).join("")}function jo(r){let e=b.computeStrides(r).map(t=>t.toString());return`
  int getFlatIndex(ivec3 coords) {
    return coords.x * ${e[0]} + coords.y * ${e[1]} + coords.z;
  }
`}function Yo(){return`
  int getFlatIndex(ivec3 coords) {
    return coords.x * outShapeStrides[0] + coords.y * outShapeStrides[1] + coords.z;
  }
`}var Jl=`
  const float FLOAT_MAX = 1.70141184e38;
  const float FLOAT_MIN = 1.17549435e-38;

  lowp vec4 encode_float(highp float v) {
    if (isnan(v)) {
      return vec4(255, 255, 255, 255);
    }

    highp float av = abs(v);

    if(av < FLOAT_MIN) {
      return vec4(0.0, 0.0, 0.0, 0.0);
    } else if(v > FLOAT_MAX) {
      return vec4(0.0, 0.0, 128.0, 127.0) / 255.0;
    } else if(v < -FLOAT_MAX) {
      return vec4(0.0, 0.0,  128.0, 255.0) / 255.0;
    }

    highp vec4 c = vec4(0,0,0,0);

    highp float e = floor(log2(av));
    highp float m = exp2(fract(log2(av))) - 1.0;

    c[2] = floor(128.0 * m);
    m -= c[2] / 128.0;
    c[1] = floor(32768.0 * m);
    m -= c[1] / 32768.0;
    c[0] = floor(8388608.0 * m);

    highp float ebias = e + 127.0;
    c[3] = floor(ebias / 2.0);
    ebias -= c[3] * 2.0;
    c[2] += floor(ebias) * 128.0;

    c[3] += 128.0 * step(0.0, -v);

    return c / 255.0;
  }
`;var{getBroadcastDims:FS}=C;function DS(r,e,t){let n=[];if(r.forEach(m=>{let f=b.sizeFromShape(m.shapeInfo.logicalShape);if(m.shapeInfo.isUniform?n.push(`uniform float ${m.name}${f>1?`[${f}]`:""};`):(n.push(`uniform sampler2D ${m.name};`),n.push(`uniform int offset${m.name};`)),t.enableShapeUniforms){let{uniformShape:h}=ec(t.packedInputs,m.shapeInfo.logicalShape,m.shapeInfo.texShape);switch(h.length){case 1:n.push(`uniform int ${m.name}Shape;`);break;case 2:n.push(`uniform ivec2 ${m.name}Shape;`);break;case 3:n.push(`uniform ivec3 ${m.name}Shape;`);break;case 4:n.push(`uniform ivec4 ${m.name}Shape;`);break;default:break}n.push(`uniform ivec2 ${m.name}TexShape;`)}}),t.enableShapeUniforms){switch(e.logicalShape.length){case 1:n.push("uniform int outShape;");break;case 2:n.push("uniform ivec2 outShape;"),n.push("uniform int outShapeStrides;");break;case 3:n.push("uniform ivec3 outShape;"),n.push("uniform ivec2 outShapeStrides;");break;case 4:n.push("uniform ivec4 outShape;"),n.push("uniform ivec3 outShapeStrides;");break;default:break}n.push("uniform ivec2 outTexShape;")}t.customUniforms&&t.customUniforms.forEach(m=>{n.push(`uniform ${m.type} ${m.name}${m.arrayIndex?`[${m.arrayIndex}]`:""};`)});let o=n.join(`
`),s=r.map(m=>uP(m,e,t.packedInputs,t.enableShapeUniforms)).join(`
`),i=e.texShape,u=_e(),l=pP(u),a,c,p=fP(u);return e.isPacked?(a=lP(e.logicalShape,i,t.enableShapeUniforms),c=mP(u)):(a=cP(e.logicalShape,i,t.enableShapeUniforms),c=dP(u)),t.packedInputs&&(p+=bP),[p,l,c,o,a,s,t.userCode].join(`
`)}function Zo(r,e=!1){let t=r.shapeInfo.logicalShape;switch(t.length){case 0:return AP(r,e);case 1:return $P(r,e);case 2:return DP(r,e);case 3:return MP(r,e);case 4:return BP(r,e);case 5:return LP(r);case 6:return UP(r);default:throw new Error(`${t.length}-D input sampling is not yet supported`)}}function PS(r,e){switch(r.shapeInfo.logicalShape.length){case 0:return RP(r);case 1:return NP(r,e);case 2:return FP(r,e);case 3:return PP(r,e);default:return OP(r,e)}}function uP(r,e,t=!1,n){let o="";t?o+=PS(r,n):o+=Zo(r,n);let s=r.shapeInfo.logicalShape,i=e.logicalShape;return s.length<=i.length&&(t?o+=WP(r,e):o+=VP(r,e)),o}function lP(r,e,t){switch(r.length){case 0:return MS();case 1:return yP(r,e,t);case 2:return TP(r,e,t);case 3:return wP(r,e,t);default:return IP(r,e,t)}}function cP(r,e,t){switch(r.length){case 0:return MS();case 1:return CP(r,e,t);case 2:return EP(r,e,t);case 3:return vP(r,e,t);case 4:return SP(r,e,t);case 5:return _P(r,e);case 6:return kP(r,e);default:throw new Error(`${r.length}-D output sampling is not yet supported`)}}function pP(r){return`
    float sampleTexture(sampler2D textureSampler, vec2 uv) {
      return ${r.texture2D}(textureSampler, uv).r;
    }
  `}function dP(r){return`
    void setOutput(float val) {
      ${r.output} = vec4(val, 0, 0, 0);
    }
  `}function mP(r){return`
    void setOutput(vec4 val) {
      ${r.output} = val;
    }
  `}function fP(r){return`${r.version}
    precision highp float;
    precision highp int;
    precision highp sampler2D;
    ${r.varyingFs} vec2 resultUV;
    ${r.defineOutput}
    const vec2 halfCR = vec2(0.5, 0.5);

    struct ivec5
    {
      int x;
      int y;
      int z;
      int w;
      int u;
    };

    struct ivec6
    {
      int x;
      int y;
      int z;
      int w;
      int u;
      int v;
    };

    uniform float NAN;
    ${r.defineSpecialNaN}
    ${r.defineSpecialInf}
    ${r.defineRound}

    int imod(int x, int y) {
      return x - y * (x / y);
    }

    int idiv(int a, int b, float sign) {
      int res = a / b;
      int mod = imod(a, b);
      if (sign < 0. && mod != 0) {
        res -= 1;
      }
      return res;
    }

    //Based on the work of Dave Hoskins
    //https://www.shadertoy.com/view/4djSRW
    #define HASHSCALE1 443.8975
    float random(float seed){
      vec2 p = resultUV * seed;
      vec3 p3  = fract(vec3(p.xyx) * HASHSCALE1);
      p3 += dot(p3, p3.yzx + 19.19);
      return fract((p3.x + p3.y) * p3.z);
    }

    ${hP}
    ${gP}
    ${xP}
  `}var hP=`
vec2 uvFromFlat(int texNumR, int texNumC, int index) {
  int texR = index / texNumC;
  int texC = index - texR * texNumC;
  return (vec2(texC, texR) + halfCR) / vec2(texNumC, texNumR);
}
vec2 packedUVfrom1D(int texNumR, int texNumC, int index) {
  int texelIndex = index / 2;
  int texR = texelIndex / texNumC;
  int texC = texelIndex - texR * texNumC;
  return (vec2(texC, texR) + halfCR) / vec2(texNumC, texNumR);
}
`,gP=`
vec2 packedUVfrom2D(int texelsInLogicalRow, int texNumR,
  int texNumC, int row, int col) {
  int texelIndex = (row / 2) * texelsInLogicalRow + (col / 2);
  int texR = texelIndex / texNumC;
  int texC = texelIndex - texR * texNumC;
  return (vec2(texC, texR) + halfCR) / vec2(texNumC, texNumR);
}
`,xP=`
vec2 packedUVfrom3D(int texNumR, int texNumC,
    int texelsInBatch, int texelsInLogicalRow, int b,
    int row, int col) {
  int index = b * texelsInBatch + (row / 2) * texelsInLogicalRow + (col / 2);
  int texR = index / texNumC;
  int texC = index - texR * texNumC;
  return (vec2(texC, texR) + halfCR) / vec2(texNumC, texNumR);
}
`,bP=`
  float getChannel(vec4 frag, vec2 innerDims) {
    vec2 modCoord = mod(innerDims, 2.);
    return modCoord.x == 0. ?
      (modCoord.y == 0. ? frag.r : frag.g) :
      (modCoord.y == 0. ? frag.b : frag.a);
  }
  float getChannel(vec4 frag, int dim) {
    float modCoord = mod(float(dim), 2.);
    return modCoord == 0. ? frag.r : frag.g;
  }
`;function MS(){return`
    int getOutputCoords() {
      return 0;
    }
  `}function yP(r,e,t){let n=[Math.ceil(e[0]/2),Math.ceil(e[1]/2)];return n[0]===1?t?`
      int getOutputCoords() {
        return 2 * int(resultUV.x * ceil(float(outTexShape[1]) / 2.0));
      }
    `:`
      int getOutputCoords() {
        return 2 * int(resultUV.x * ${n[1]}.0);
      }
    `:n[1]===1?t?`
      int getOutputCoords() {
        return 2 * int(resultUV.y * ceil(float(outTexShape[0]) / 2.0));
      }
    `:`
      int getOutputCoords() {
        return 2 * int(resultUV.y * ${n[0]}.0);
      }
    `:t?`
    int getOutputCoords() {
      ivec2 packedTexShape = ivec2(ceil(float(outTexShape[0]) / 2.0), ceil(float(outTexShape[1]) / 2.0));
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(packedTexShape[0], packedTexShape[1]));
      return 2 * (resTexRC.x * packedTexShape[1] + resTexRC.y);
    }
  `:`
    int getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(${n[0]}, ${n[1]}));
      return 2 * (resTexRC.x * ${n[1]} + resTexRC.y);
    }
  `}function CP(r,e,t){return e[0]===1?t?`
      int getOutputCoords() {
        return int(resultUV.x * float(outTexShape[1]));
      }
    `:`
      int getOutputCoords() {
        return int(resultUV.x * ${e[1]}.0);
      }
    `:e[1]===1?t?`
      int getOutputCoords() {
        return int(resultUV.y * float(outTexShape[0]));
      }
    `:`
      int getOutputCoords() {
        return int(resultUV.y * ${e[0]}.0);
      }
    `:t?`
    int getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(outTexShape[0], outTexShape[1]));
      return resTexRC.x * outTexShape[1] + resTexRC.y;
    }
  `:`
    int getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(${e[0]}, ${e[1]}));
      return resTexRC.x * ${e[1]} + resTexRC.y;
    }
  `}function wP(r,e,t){if(t)return`
    ivec3 getOutputCoords() {
      ivec2 packedTexShape = ivec2(ceil(float(outTexShape[0]) / 2.0), ceil(float(outTexShape[1]) / 2.0));
      int texelsInLogicalRow = int(ceil(float(outShape[2]) / 2.0));
      int texelsInBatch = texelsInLogicalRow * int(ceil(float(outShape[1]) / 2.0));
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(packedTexShape[0], packedTexShape[1]));
      int index = resTexRC.x * packedTexShape[1] + resTexRC.y;

      int b = index / texelsInBatch;
      index -= b * texelsInBatch;

      int r = 2 * (index / texelsInLogicalRow);
      int c = imod(index, texelsInLogicalRow) * 2;

      return ivec3(b, r, c);
    }
  `;let n=[Math.ceil(e[0]/2),Math.ceil(e[1]/2)],o=Math.ceil(r[2]/2),s=o*Math.ceil(r[1]/2);return`
    ivec3 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(${n[0]}, ${n[1]}));
      int index = resTexRC.x * ${n[1]} + resTexRC.y;

      int b = index / ${s};
      index -= b * ${s};

      int r = 2 * (index / ${o});
      int c = imod(index, ${o}) * 2;

      return ivec3(b, r, c);
    }
  `}function vP(r,e,t){if(t)return`
  ivec3 getOutputCoords() {
    ivec2 resTexRC = ivec2(resultUV.yx *
                           vec2(outTexShape[0], outTexShape[1]));
    int index = resTexRC.x * outTexShape[1] + resTexRC.y;
    ${Wn(["r","c","d"],r)}
    return ivec3(r, c, d);
  }
`;let n=jt(["r","c","d"],r);return`
    ivec3 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(${e[0]}, ${e[1]}));
      int index = resTexRC.x * ${e[1]} + resTexRC.y;
      ${n}
      return ivec3(r, c, d);
    }
  `}function IP(r,e,t){if(t)return`
    ivec4 getOutputCoords() {
      ivec2 packedTexShape = ivec2(ceil(float(outTexShape[0]) / 2.0), ceil(float(outTexShape[1]) / 2.0));
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(packedTexShape[0], packedTexShape[1]));
      int index = resTexRC.x * packedTexShape[1] + resTexRC.y;

      int texelsInLogicalRow = int(ceil(float(outShape[3]) / 2.0));
      int texelsInBatch = texelsInLogicalRow * int(ceil(float(outShape[2]) / 2.0));
      int texelsInBatchN = texelsInBatch * outShape[1];

      int b2 = index / texelsInBatchN;
      index -= b2 * texelsInBatchN;

      int b = index / texelsInBatch;
      index -= b * texelsInBatch;

      int r = 2 * (index / texelsInLogicalRow);
      int c = imod(index, texelsInLogicalRow) * 2;

      return ivec4(b2, b, r, c);
    }
  `;let n=[Math.ceil(e[0]/2),Math.ceil(e[1]/2)],o=Math.ceil(r[r.length-1]/2),s=o*Math.ceil(r[r.length-2]/2),i=s,u="",l="b, r, c";for(let a=2;a<r.length-1;a++)i*=r[r.length-a-1],u=`
      int b${a} = index / ${i};
      index -= b${a} * ${i};
    `+u,l=`b${a}, `+l;return`
    ivec${r.length} getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(${n[0]}, ${n[1]}));
      int index = resTexRC.x * ${n[1]} + resTexRC.y;

      ${u}

      int b = index / ${s};
      index -= b * ${s};

      int r = 2 * (index / ${o});
      int c = imod(index, ${o}) * 2;

      return ivec${r.length}(${l});
    }
  `}function SP(r,e,t){if(t)return`
    ivec4 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
        vec2(outTexShape[0], outTexShape[1]));
      int index = resTexRC.x * outTexShape[1] + resTexRC.y;
      ${Wn(["r","c","d","d2"],r)}
      return ivec4(r, c, d, d2);
    }
  `;let n=jt(["r","c","d","d2"],r);return`
    ivec4 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
        vec2(${e[0]}, ${e[1]}));
      int index = resTexRC.x * ${e[1]} + resTexRC.y;
      ${n}
      return ivec4(r, c, d, d2);
    }
  `}function _P(r,e){let t=jt(["r","c","d","d2","d3"],r);return`
    ivec5 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx * vec2(${e[0]},
                             ${e[1]}));

      int index = resTexRC.x * ${e[1]} + resTexRC.y;

      ${t}

      ivec5 outShape = ivec5(r, c, d, d2, d3);
      return outShape;
    }
  `}function kP(r,e){let t=jt(["r","c","d","d2","d3","d4"],r);return`
    ivec6 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
        vec2(${e[0]}, ${e[1]}));
      int index = resTexRC.x * ${e[1]} + resTexRC.y;

      ${t}

      ivec6 result = ivec6(r, c, d, d2, d3, d4);
      return result;
    }
  `}function TP(r,e,t){let n=[Math.ceil(e[0]/2),Math.ceil(e[1]/2)];if(b.arraysEqual(r,e))return t?`
      ivec2 getOutputCoords() {
        ivec2 packedTexShape = ivec2(ceil(float(outTexShape[0]) / 2.0), ceil(float(outTexShape[1]) / 2.0));
        return 2 * ivec2(resultUV.yx * vec2(packedTexShape[0], packedTexShape[1]));
      }
    `:`
      ivec2 getOutputCoords() {
        return 2 * ivec2(resultUV.yx * vec2(${n[0]}, ${n[1]}));
      }
    `;let o=Math.ceil(r[1]/2);return t?`
    ivec2 getOutputCoords() {
      ivec2 packedTexShape = ivec2(ceil(float(outTexShape[0]) / 2.0), ceil(float(outTexShape[1]) / 2.0));
      int texelsInLogicalRow = int(ceil(float(outShape[1]) / 2.0));
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(packedTexShape[0], packedTexShape[1]));

      int index = resTexRC.x * packedTexShape[1] + resTexRC.y;
      int r = 2 * (index / texelsInLogicalRow);
      int c = imod(index, texelsInLogicalRow) * 2;

      return ivec2(r, c);
    }
  `:`
    ivec2 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(${n[0]}, ${n[1]}));

      int index = resTexRC.x * ${n[1]} + resTexRC.y;
      int r = 2 * (index / ${o});
      int c = imod(index, ${o}) * 2;

      return ivec2(r, c);
    }
  `}function EP(r,e,t){return b.arraysEqual(r,e)?t?`
      ivec2 getOutputCoords() {
        return ivec2(resultUV.yx * vec2(outTexShape[0], outTexShape[1]));
      }
    `:`
      ivec2 getOutputCoords() {
        return ivec2(resultUV.yx * vec2(${e[0]}, ${e[1]}));
      }
    `:r[1]===1?t?`
      ivec2 getOutputCoords() {
        ivec2 resTexRC = ivec2(resultUV.yx *
                               vec2(outTexShape[0], outTexShape[1]));
        int index = resTexRC.x * outTexShape[1] + resTexRC.y;
        return ivec2(index, 0);
      }
    `:`
      ivec2 getOutputCoords() {
        ivec2 resTexRC = ivec2(resultUV.yx *
                               vec2(${e[0]}, ${e[1]}));
        int index = resTexRC.x * ${e[1]} + resTexRC.y;
        return ivec2(index, 0);
      }
    `:r[0]===1?t?`
      ivec2 getOutputCoords() {
        ivec2 resTexRC = ivec2(resultUV.yx *
                               vec2(outTexShape[0], outTexShape[1]));
        int index = resTexRC.x * outTexShape[1] + resTexRC.y;
        return ivec2(0, index);
      }
    `:`
      ivec2 getOutputCoords() {
        ivec2 resTexRC = ivec2(resultUV.yx *
                               vec2(${e[0]}, ${e[1]}));
        int index = resTexRC.x * ${e[1]} + resTexRC.y;
        return ivec2(0, index);
      }
    `:t?`
    ivec2 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(outTexShape[0], outTexShape[1]));
      int index = resTexRC.x * outTexShape[1] + resTexRC.y;
      int r = index / outShape[1];
      int c = index - r * outShape[1];
      return ivec2(r, c);
    }
  `:`
    ivec2 getOutputCoords() {
      ivec2 resTexRC = ivec2(resultUV.yx *
                             vec2(${e[0]}, ${e[1]}));
      int index = resTexRC.x * ${e[1]} + resTexRC.y;
      int r = index / ${r[1]};
      int c = index - r * ${r[1]};
      return ivec2(r, c);
    }
  `}function Vn(r){return`offset${r}`}function RP(r){let e=r.name,t="get"+e.charAt(0).toUpperCase()+e.slice(1),n=_e();return`
    vec4 ${t}() {
      return ${n.texture2D}(${e}, halfCR);
    }
  `}function AP(r,e){let t=r.name,n="get"+t.charAt(0).toUpperCase()+t.slice(1);if(r.shapeInfo.isUniform)return`float ${n}() {return ${t};}`;let[o,s]=r.shapeInfo.texShape;if(o===1&&s===1)return`
      float ${n}() {
        return sampleTexture(${t}, halfCR);
      }
    `;let i=Vn(t);if(e)return`
    float ${n}() {
      vec2 uv = uvFromFlat(${t}TexShape[0], ${t}TexShape[1], ${i});
      return sampleTexture(${t}, uv);
    }
  `;let[u,l]=r.shapeInfo.texShape;return`
    float ${n}() {
      vec2 uv = uvFromFlat(${u}, ${l}, ${i});
      return sampleTexture(${t}, uv);
    }
  `}function NP(r,e){let t=r.name,n="get"+t.charAt(0).toUpperCase()+t.slice(1),o=r.shapeInfo.texShape,s=_e();if(e)return`
    vec4 ${n}(int index) {
      ivec2 packedTexShape = ivec2(ceil(float(${t}TexShape[0]) / 2.0), ceil(float(${t}TexShape[1]) / 2.0));
      vec2 uv = packedUVfrom1D(
        packedTexShape[0], packedTexShape[1], index);
      return ${s.texture2D}(${t}, uv);
    }
  `;let i=[Math.ceil(o[0]/2),Math.ceil(o[1]/2)];return`
    vec4 ${n}(int index) {
      vec2 uv = packedUVfrom1D(
        ${i[0]}, ${i[1]}, index);
      return ${s.texture2D}(${t}, uv);
    }
  `}function $P(r,e){let t=r.name,n="get"+t.charAt(0).toUpperCase()+t.slice(1);if(r.shapeInfo.isUniform)return`
      float ${n}(int index) {
        ${Jo(r)}
      }
    `;let o=r.shapeInfo.texShape,s=o[0],i=o[1];if(i===1&&s===1)return`
      float ${n}(int index) {
        return sampleTexture(${t}, halfCR);
      }
    `;let u=Vn(t);return i===1?e?`
      float ${n}(int index) {
        vec2 uv = vec2(0.5, (float(index + ${u}) + 0.5) / float(${t}TexShape[0]));
        return sampleTexture(${t}, uv);
      }
    `:`
      float ${n}(int index) {
        vec2 uv = vec2(0.5, (float(index + ${u}) + 0.5) / ${s}.0);
        return sampleTexture(${t}, uv);
      }
    `:s===1?e?`
      float ${n}(int index) {
        vec2 uv = vec2((float(index + ${u}) + 0.5) / float(${t}TexShape[1]), 0.5);
        return sampleTexture(${t}, uv);
      }
    `:`
      float ${n}(int index) {
        vec2 uv = vec2((float(index + ${u}) + 0.5) / ${i}.0, 0.5);
        return sampleTexture(${t}, uv);
      }
    `:e?`
    float ${n}(int index) {
      vec2 uv = uvFromFlat(${t}TexShape[0], ${t}TexShape[1], index + ${u});
      return sampleTexture(${t}, uv);
    }
  `:`
    float ${n}(int index) {
      vec2 uv = uvFromFlat(${s}, ${i}, index + ${u});
      return sampleTexture(${t}, uv);
    }
  `}function FP(r,e){let t=r.shapeInfo.logicalShape,n=r.name,o="get"+n.charAt(0).toUpperCase()+n.slice(1),s=r.shapeInfo.texShape,i=s[0],u=s[1],l=_e();if(s!=null&&b.arraysEqual(t,s))return e?`
      vec4 ${o}(int row, int col) {
        vec2 uv = (vec2(col, row) + halfCR) / vec2(${n}TexShape[1], ${n}TexShape[0]);

        return ${l.texture2D}(${n}, uv);
      }
    `:`
      vec4 ${o}(int row, int col) {
        vec2 uv = (vec2(col, row) + halfCR) / vec2(${u}.0, ${i}.0);

        return ${l.texture2D}(${n}, uv);
      }
    `;if(e)return`
    vec4 ${o}(int row, int col) {
      ivec2 packedTexShape = ivec2(ceil(float(${n}TexShape[0]) / 2.0), ceil(float(${n}TexShape[1]) / 2.0));
      int valuesPerRow = int(ceil(float(${n}Shape[1]) / 2.0));
      vec2 uv = packedUVfrom2D(valuesPerRow, packedTexShape[0], packedTexShape[1], row, col);
      return ${l.texture2D}(${n}, uv);
    }
  `;let a=[Math.ceil(s[0]/2),Math.ceil(s[1]/2)],c=Math.ceil(t[1]/2);return`
    vec4 ${o}(int row, int col) {
      vec2 uv = packedUVfrom2D(${c}, ${a[0]}, ${a[1]}, row, col);
      return ${l.texture2D}(${n}, uv);
    }
  `}function DP(r,e){let t=r.shapeInfo.logicalShape,n=r.name,o="get"+n.charAt(0).toUpperCase()+n.slice(1),s=r.shapeInfo.texShape;if(s!=null&&b.arraysEqual(t,s)){if(e)return`
      float ${o}(int row, int col) {
        vec2 uv = (vec2(col, row) + halfCR) / vec2(${n}TexShape[1], ${n}TexShape[0]);
        return sampleTexture(${n}, uv);
      }
    `;let d=s[0],m=s[1];return`
    float ${o}(int row, int col) {
      vec2 uv = (vec2(col, row) + halfCR) / vec2(${m}.0, ${d}.0);
      return sampleTexture(${n}, uv);
    }
  `}let{newShape:i,keptDims:u}=b.squeezeShape(t),l=i;if(l.length<t.length){let d=es(r,l),m=["row","col"];return`
      ${Zo(d,e)}
      float ${o}(int row, int col) {
        return ${o}(${ts(m,u)});
      }
    `}if(r.shapeInfo.isUniform)return`
      float ${o}(int row, int col) {
        int index = round(dot(vec2(row, col), vec2(${t[1]}, 1)));
        ${Jo(r)}
      }
    `;let a=s[0],c=s[1],p=Vn(n);return c===1?e?`
      float ${o}(int row, int col) {
        float index = dot(vec3(row, col, ${p}), vec3(${n}Shape[1], 1, 1));
        vec2 uv = vec2(0.5, (index + 0.5) / float(${n}TexShape[0]));
        return sampleTexture(${n}, uv);
      }
    `:`
    float ${o}(int row, int col) {
      float index = dot(vec3(row, col, ${p}), vec3(${t[1]}, 1, 1));
      vec2 uv = vec2(0.5, (index + 0.5) / ${a}.0);
      return sampleTexture(${n}, uv);
    }
  `:a===1?e?`
      float ${o}(int row, int col) {
        float index = dot(vec3(row, col, ${p}), vec3(${n}Shape[1], 1, 1));
        vec2 uv = vec2((index + 0.5) / float(${n}TexShape[1]), 0.5);
        return sampleTexture(${n}, uv);
      }
    `:`
    float ${o}(int row, int col) {
      float index = dot(vec3(row, col, ${p}), vec3(${t[1]}, 1, 1));
      vec2 uv = vec2((index + 0.5) / ${c}.0, 0.5);
      return sampleTexture(${n}, uv);
    }
  `:e?`
      float ${o}(int row, int col) {
        // Explicitly use integer operations as dot() only works on floats.
        int index = row * ${n}Shape[1] + col + ${p};
        vec2 uv = uvFromFlat(${n}TexShape[0], ${n}TexShape[1], index);
        return sampleTexture(${n}, uv);
      }
    `:`
  float ${o}(int row, int col) {
    // Explicitly use integer operations as dot() only works on floats.
    int index = row * ${t[1]} + col + ${p};
    vec2 uv = uvFromFlat(${a}, ${c}, index);
    return sampleTexture(${n}, uv);
  }
`}function PP(r,e){let t=r.shapeInfo.logicalShape,n=r.name,o="get"+n.charAt(0).toUpperCase()+n.slice(1),s=r.shapeInfo.texShape,i=[Math.ceil(s[0]/2),Math.ceil(s[1]/2)];if(t[0]===1){let d=t.slice(1),m=[1,2],f=es(r,d),h=["b","row","col"];return`
        ${PS(f,e)}
        vec4 ${o}(int b, int row, int col) {
          return ${o}(${ts(h,m)});
        }
      `}let u=_e();if(e)return`
    vec4 ${o}(int b, int row, int col) {
      ivec2 packedTexShape = ivec2(ceil(float(${n}TexShape[0]) / 2.0), ceil(float(${n}TexShape[1]) / 2.0));
      int valuesPerRow = int(ceil(float(${n}Shape[2]) / 2.0));
      int texelsInBatch = valuesPerRow * int(ceil(float(${n}Shape[1]) / 2.0));
      vec2 uv = packedUVfrom3D(
        packedTexShape[0], packedTexShape[1], texelsInBatch, valuesPerRow, b, row, col);
      return ${u.texture2D}(${n}, uv);
    }
  `;let l=i[0],a=i[1],c=Math.ceil(t[2]/2),p=c*Math.ceil(t[1]/2);return`
    vec4 ${o}(int b, int row, int col) {
      vec2 uv = packedUVfrom3D(
        ${l}, ${a}, ${p}, ${c}, b, row, col);
      return ${u.texture2D}(${n}, uv);
    }
  `}function MP(r,e){let t=r.shapeInfo.logicalShape,n=r.name,o="get"+n.charAt(0).toUpperCase()+n.slice(1),s=t[1]*t[2],i=t[2],{newShape:u,keptDims:l}=b.squeezeShape(t),a=u;if(a.length<t.length){let h=es(r,a),g=["row","col","depth"];return`
        ${Zo(h,e)}
        float ${o}(int row, int col, int depth) {
          return ${o}(${ts(g,l)});
        }
      `}if(r.shapeInfo.isUniform)return`
      float ${o}(int row, int col, int depth) {
        int index = round(dot(vec3(row, col, depth),
                          vec3(${s}, ${i}, 1)));
        ${Jo(r)}
      }
    `;let c=r.shapeInfo.texShape,p=c[0],d=c[1],m=r.shapeInfo.flatOffset;if(d===s&&m==null)return e?`
      float ${o}(int row, int col, int depth) {
        int stride1 = ${n}Shape[2];
        float texR = float(row);
        float texC = dot(vec2(col, depth), vec2(stride1, 1));
        vec2 uv = (vec2(texC, texR) + halfCR) /
                   vec2(${n}TexShape[1], ${n}TexShape[0]);
        return sampleTexture(${n}, uv);
      }
    `:`
        float ${o}(int row, int col, int depth) {
          float texR = float(row);
          float texC = dot(vec2(col, depth), vec2(${i}, 1));
          vec2 uv = (vec2(texC, texR) + halfCR) /
                     vec2(${d}.0, ${p}.0);
          return sampleTexture(${n}, uv);
        }
      `;if(d===i&&m==null)return e?`
      float ${o}(int row, int col, int depth) {
        float texR = dot(vec2(row, col), vec2(${n}Shape[1], 1));
        float texC = float(depth);
        vec2 uv = (vec2(texC, texR) + halfCR) / vec2(${n}TexShape[1], ${n}TexShape[0]);
        return sampleTexture(${n}, uv);
      }
    `:`
    float ${o}(int row, int col, int depth) {
      float texR = dot(vec2(row, col), vec2(${t[1]}, 1));
      float texC = float(depth);
      vec2 uv = (vec2(texC, texR) + halfCR) / vec2(${d}.0, ${p}.0);
      return sampleTexture(${n}, uv);
    }
  `;let f=Vn(n);return e?`
    float ${o}(int row, int col, int depth) {
      // Explicitly use integer operations as dot() only works on floats.
      int stride0 = ${n}Shape[1] * ${n}Shape[2];
      int stride1 = ${n}Shape[2];
      int index = row * stride0 + col * stride1 + depth + ${f};
      vec2 uv = uvFromFlat(${n}TexShape[0], ${n}TexShape[1], index);
      return sampleTexture(${n}, uv);
    }
    `:`
      float ${o}(int row, int col, int depth) {
        // Explicitly use integer operations as dot() only works on floats.
        int index = row * ${s} + col * ${i} + depth + ${f};
        vec2 uv = uvFromFlat(${p}, ${d}, index);
        return sampleTexture(${n}, uv);
      }
  `}function OP(r,e){let t=r.name,n="get"+t.charAt(0).toUpperCase()+t.slice(1),o=_e();if(e)return`
    vec4 ${n}(int b2, int b, int row, int col) {
      int valuesPerRow = int(ceil(float(${t}Shape[3]) / 2.0));
      int texelsInBatch = valuesPerRow * int(ceil(float(${t}Shape[2]) / 2.0));
      int index = b * texelsInBatch + (row / 2) * valuesPerRow + (col / 2);
      texelsInBatch *= ${t}Shape[1];
      index = b2 * texelsInBatch + index;
      ivec2 packedTexShape = ivec2(ceil(float(${t}TexShape[0]) / 2.0), ceil(float(${t}TexShape[1]) / 2.0));
      int texR = index / packedTexShape[1];
      int texC = index - texR * packedTexShape[1];
      vec2 uv = (vec2(texC, texR) + halfCR) / vec2(packedTexShape[1], packedTexShape[0]); return ${o.texture2D}(${t}, uv);
    }
  `;let s=r.shapeInfo.logicalShape,i=s.length,u=r.shapeInfo.texShape,l=[Math.ceil(u[0]/2),Math.ceil(u[1]/2)],a=l[0],c=l[1],p=Math.ceil(s[i-1]/2),d=p*Math.ceil(s[i-2]/2),m="int b, int row, int col",f=`b * ${d} + (row / 2) * ${p} + (col / 2)`;for(let h=2;h<i-1;h++)m=`int b${h}, `+m,d*=s[i-h-1],f=`b${h} * ${d} + `+f;return`
    vec4 ${n}(${m}) {
      int index = ${f};
      int texR = index / ${c};
      int texC = index - texR * ${c};
      vec2 uv = (vec2(texC, texR) + halfCR) / vec2(${c}, ${a});
      return ${o.texture2D}(${t}, uv);
    }
  `}function BP(r,e){let t=r.shapeInfo.logicalShape,n=r.name,o="get"+n.charAt(0).toUpperCase()+n.slice(1),s=t[3],i=t[2]*s,u=t[1]*i,{newShape:l,keptDims:a}=b.squeezeShape(t);if(l.length<t.length){let y=es(r,l),w=["row","col","depth","depth2"];return`
      ${Zo(y,e)}
      float ${o}(int row, int col, int depth, int depth2) {
        return ${o}(${ts(w,a)});
      }
    `}if(r.shapeInfo.isUniform)return`
      float ${o}(int row, int col, int depth, int depth2) {
        int index = round(dot(vec4(row, col, depth, depth2),
                          vec4(${u}, ${i}, ${s}, 1)));
        ${Jo(r)}
      }
    `;let c=r.shapeInfo.flatOffset,p=r.shapeInfo.texShape,d=p[0],m=p[1],f=`int stride2 = ${n}Shape[3];`,h=`int stride1 = ${n}Shape[2] * stride2;`,g=`int stride0 = ${n}Shape[1] * stride1;`;if(m===u&&c==null)return e?`
      float ${o}(int row, int col, int depth, int depth2) {
        ${f}
        ${h}
        float texR = float(row);
        float texC =
            dot(vec3(col, depth, depth2),
                vec3(stride1, stride2, 1));
        vec2 uv = (vec2(texC, texR) + halfCR) /
                   vec2(${n}TexShape[1], ${n}TexShape[0]);
        return sampleTexture(${n}, uv);
      }
    `:`
      float ${o}(int row, int col, int depth, int depth2) {
        float texR = float(row);
        float texC =
            dot(vec3(col, depth, depth2),
                vec3(${i}, ${s}, 1));
        vec2 uv = (vec2(texC, texR) + halfCR) /
                   vec2(${m}.0, ${d}.0);
        return sampleTexture(${n}, uv);
      }
    `;if(m===s&&c==null)return e?`
      float ${o}(int row, int col, int depth, int depth2) {
        float texR = dot(vec3(row, col, depth),
                         vec3(${n}Shape[1] * ${n}Shape[2], ${n}Shape[2], 1));
        float texC = float(depth2);
        vec2 uv = (vec2(texC, texR) + halfCR) /
                  vec2(${n}TexShape[1], ${n}TexShape[0]);
        return sampleTexture(${n}, uv);
      }
    `:`
      float ${o}(int row, int col, int depth, int depth2) {
        float texR = dot(vec3(row, col, depth),
                         vec3(${t[1]*t[2]}, ${t[2]}, 1));
        float texC = float(depth2);
        vec2 uv = (vec2(texC, texR) + halfCR) /
                  vec2(${m}.0, ${d}.0);
        return sampleTexture(${n}, uv);
      }
    `;let x=Vn(n);return e?`
    float ${o}(int row, int col, int depth, int depth2) {
      // Explicitly use integer operations as dot() only works on floats.
      ${f}
      ${h}
      ${g}
      int index = row * stride0 + col * stride1 +
          depth * stride2 + depth2;
      vec2 uv = uvFromFlat(${n}TexShape[0], ${n}TexShape[1], index + ${x});
      return sampleTexture(${n}, uv);
    }
  `:`
    float ${o}(int row, int col, int depth, int depth2) {
      // Explicitly use integer operations as dot() only works on floats.
      int index = row * ${u} + col * ${i} +
          depth * ${s} + depth2;
      vec2 uv = uvFromFlat(${d}, ${m}, index + ${x});
      return sampleTexture(${n}, uv);
    }
  `}function LP(r){let e=r.shapeInfo.logicalShape,t=r.name,n="get"+t.charAt(0).toUpperCase()+t.slice(1),o=e[4],s=e[3]*o,i=e[2]*s,u=e[1]*i,{newShape:l,keptDims:a}=b.squeezeShape(e);if(l.length<e.length){let h=es(r,l),g=["row","col","depth","depth2","depth3"];return`
      ${Zo(h)}
      float ${n}(int row, int col, int depth, int depth2, int depth3) {
        return ${n}(${ts(g,a)});
      }
    `}if(r.shapeInfo.isUniform)return`
      float ${n}(int row, int col, int depth, int depth2, int depth3) {
        float index = dot(
          vec4(row, col, depth, depth2),
          vec4(${u}, ${i}, ${s}, ${o})) +
          depth3;
        ${Jo(r)}
      }
    `;let c=r.shapeInfo.flatOffset,p=r.shapeInfo.texShape,d=p[0],m=p[1];if(m===u&&c==null)return`
      float ${n}(int row, int col, int depth, int depth2, int depth3) {
        int texR = row;
        float texC = dot(vec4(col, depth, depth2, depth3),
                         vec4(${i}, ${s}, ${o}, 1));
        vec2 uv = (vec2(texC, texR) + halfCR) /
                   vec2(${m}.0, ${d}.0);
        return sampleTexture(${t}, uv);
      }
    `;if(m===o&&c==null)return`
      float ${n}(int row, int col, int depth, int depth2, int depth3) {
        float texR = dot(
          vec4(row, col, depth, depth2),
          vec4(${e[1]*e[2]*e[3]},
               ${e[2]*e[3]}, ${e[3]}, 1));
        int texC = depth3;
        vec2 uv = (vec2(texC, texR) + halfCR) /
                  vec2(${m}.0, ${d}.0);
        return sampleTexture(${t}, uv);
      }
    `;let f=Vn(t);return`
    float ${n}(int row, int col, int depth, int depth2, int depth3) {
      // Explicitly use integer operations as dot() only works on floats.
      int index = row * ${u} + col * ${i} + depth * ${s} +
          depth2 * ${o} + depth3 + ${f};
      vec2 uv = uvFromFlat(${d}, ${m}, index);
      return sampleTexture(${t}, uv);
    }
  `}function UP(r){let e=r.shapeInfo.logicalShape,t=r.name,n="get"+t.charAt(0).toUpperCase()+t.slice(1),{newShape:o,keptDims:s}=b.squeezeShape(e);if(o.length<e.length){let g=es(r,o),x=["row","col","depth","depth2","depth3","depth4"];return`
      ${Zo(g)}
      float ${n}(int row, int col, int depth,
                    int depth2, int depth3, int depth4) {
        return ${n}(${ts(x,s)});
      }
    `}let i=e[5],u=e[4]*i,l=e[3]*u,a=e[2]*l,c=e[1]*a;if(r.shapeInfo.isUniform)return`
      float ${n}(int row, int col, int depth,
                  int depth2, int depth3, int depth4) {
        int index = round(dot(
          vec4(row, col, depth, depth2),
          vec4(${c}, ${a}, ${l}, ${u})) +
          dot(
            vec2(depth3, depth4),
            vec2(${i}, 1)));
        ${Jo(r)}
      }
    `;let p=r.shapeInfo.flatOffset,d=r.shapeInfo.texShape,m=d[0],f=d[1];if(f===c&&p==null)return`
      float ${n}(int row, int col, int depth,
                    int depth2, int depth3, int depth4) {
        int texR = row;
        float texC = dot(vec4(col, depth, depth2, depth3),
          vec4(${a}, ${l}, ${u}, ${i})) +
               float(depth4);
        vec2 uv = (vec2(texC, texR) + halfCR) /
                   vec2(${f}.0, ${m}.0);
        return sampleTexture(${t}, uv);
      }
    `;if(f===i&&p==null)return`
      float ${n}(int row, int col, int depth,
                    int depth2, int depth3, int depth4) {
        float texR = dot(vec4(row, col, depth, depth2),
          vec4(${e[1]*e[2]*e[3]*e[4]},
               ${e[2]*e[3]*e[4]},
               ${e[3]*e[4]},
               ${e[4]})) + float(depth3);
        int texC = depth4;
        vec2 uv = (vec2(texC, texR) + halfCR) /
                  vec2(${f}.0, ${m}.0);
        return sampleTexture(${t}, uv);
      }
    `;let h=Vn(t);return`
    float ${n}(int row, int col, int depth,
                  int depth2, int depth3, int depth4) {
      // Explicitly use integer operations as dot() only works on floats.
      int index = row * ${c} + col * ${a} + depth * ${l} +
          depth2 * ${u} + depth3 * ${i} + depth4 + ${h};
      vec2 uv = uvFromFlat(${m}, ${f}, index);
      return sampleTexture(${t}, uv);
    }
  `}function Jo(r){let e=r.name,t=b.sizeFromShape(r.shapeInfo.logicalShape);return t<2?`return ${e};`:`
    for (int i = 0; i < ${t}; i++) {
      if (i == index) {
        return ${e}[i];
      }
    }
  `}function WP(r,e){let t=r.name,n=t.charAt(0).toUpperCase()+t.slice(1),o="get"+n+"AtOutCoords",s=r.shapeInfo.logicalShape.length,i=e.logicalShape.length,u=FS(r.shapeInfo.logicalShape,e.logicalShape),l=J(i),a=i-s,c,p=["x","y","z","w","u","v"];s===0?c="":i<2&&u.length>=1?c="coords = 0;":c=u.map(y=>`coords.${p[y+a]} = 0;`).join(`
`);let d="";i<2&&s>0?d="coords":d=r.shapeInfo.logicalShape.map((y,w)=>`coords.${p[w+a]}`).join(", ");let m="return outputValue;",h=b.sizeFromShape(r.shapeInfo.logicalShape)===1,x=b.sizeFromShape(e.logicalShape)===1;if(s===1&&!h&&!x)m=`
      return vec4(outputValue.xy, outputValue.xy);
    `;else if(h&&!x)i===1?m=`
        return vec4(outputValue.x, outputValue.x, 0., 0.);
      `:m=`
        return vec4(outputValue.x);
      `;else if(u.length){let y=s-2,w=s-1;u.indexOf(y)>-1&&u.indexOf(w)>-1?m="return vec4(outputValue.x);":u.indexOf(y)>-1?m="return vec4(outputValue.x, outputValue.y, outputValue.x, outputValue.y);":u.indexOf(w)>-1&&(m="return vec4(outputValue.xx, outputValue.zz);")}return`
    vec4 ${o}() {
      ${l} coords = getOutputCoords();
      ${c}
      vec4 outputValue = get${n}(${d});
      ${m}
    }
  `}function VP(r,e){let t=r.name,n=t.charAt(0).toUpperCase()+t.slice(1),o="get"+n+"AtOutCoords",s=e.texShape,i=r.shapeInfo.texShape,u=r.shapeInfo.logicalShape.length,l=e.logicalShape.length;if(!r.shapeInfo.isUniform&&u===l&&r.shapeInfo.flatOffset==null&&b.arraysEqual(i,s))return`
      float ${o}() {
        return sampleTexture(${t}, resultUV);
      }
    `;let a=J(l),c=FS(r.shapeInfo.logicalShape,e.logicalShape),p=l-u,d,m=["x","y","z","w","u","v"];u===0?d="":l<2&&c.length>=1?d="coords = 0;":d=c.map(h=>`coords.${m[h+p]} = 0;`).join(`
`);let f="";return l<2&&u>0?f="coords":f=r.shapeInfo.logicalShape.map((h,g)=>`coords.${m[g+p]}`).join(", "),`
    float ${o}() {
      ${a} coords = getOutputCoords();
      ${d}
      return get${n}(${f});
    }
  `}function J(r){if(r<=1)return"int";if(r===2)return"ivec2";if(r===3)return"ivec3";if(r===4)return"ivec4";if(r===5)return"ivec5";if(r===6)return"ivec6";throw Error(`GPU for rank ${r} is not yet supported`)}function ec(r,e,t){let{newShape:n,keptDims:o}=b.squeezeShape(e),s=e.length,i=r&&s===3&&e[0]===1,u=i?e.slice(1):n,l=!r&&s>1&&!b.arraysEqual(e,t)&&n.length<s||i;return{useSqueezeShape:l,uniformShape:l?u:e,keptDims:o}}function es(r,e){let t=JSON.parse(JSON.stringify(r));return t.shapeInfo.logicalShape=e,t}function ts(r,e){return e.map(t=>r[t]).join(", ")}function BS(r,e,t,n){let o=t.map((c,p)=>{let d={logicalShape:c.shape,texShape:c.isUniform?null:c.texData.texShape,isUniform:c.isUniform,isPacked:c.isUniform?!1:c.texData.isPacked,flatOffset:null};return c.texData!=null&&c.texData.slice!=null&&c.texData.slice.flatOffset>0&&(d.flatOffset=c.texData.slice.flatOffset),{name:e.variableNames[p],shapeInfo:d}}),s=o.map(c=>c.shapeInfo),i={logicalShape:n.shape,texShape:n.texData.texShape,isUniform:!1,isPacked:n.texData.isPacked,flatOffset:null},u=DS(o,i,e),l=fS(r.gl,u),a=r.createProgram(l);return S().get("ENGINE_COMPILE_ONLY")?{program:e,fragmentShader:l,source:u,webGLProgram:a,inShapeInfos:s,outShapeInfo:i,variablesLocations:null,customUniformLocations:null,infLoc:null,nanLoc:null,outShapeLocation:null,outShapeStridesLocation:null,outTexShapeLocation:null}:(r.buildVao(a),Object.assign({program:e,fragmentShader:l,source:u,webGLProgram:a,inShapeInfos:s,outShapeInfo:i},gg(r,e,a)))}function gg(r,e,t){let n=[],o=[],s,i,u,l=null,a=null;a=r.getUniformLocation(t,"NAN",!1),S().getNumber("WEBGL_VERSION")===1&&(l=r.getUniformLocation(t,"INFINITY",!1));let c=!1;for(let p of e.variableNames){let d={name:p,uniform:r.getUniformLocation(t,p,c),offset:r.getUniformLocation(t,`offset${p}`,c)};e.enableShapeUniforms&&(d.shape=r.getUniformLocation(t,`${p}Shape`,c),d.texShape=r.getUniformLocation(t,`${p}TexShape`,c)),n.push(d)}if(e.enableShapeUniforms&&(s=r.getUniformLocation(t,"outShape",c),u=r.getUniformLocation(t,"outShapeStrides",c),i=r.getUniformLocation(t,"outTexShape",c)),e.customUniforms)for(let p of e.customUniforms)o.push(r.getUniformLocation(t,p.name,c));return{variablesLocations:n,customUniformLocations:o,infLoc:l,nanLoc:a,outShapeLocation:s,outShapeStridesLocation:u,outTexShapeLocation:i}}function OS(r,e){if(r.length!==e.length)throw Error(`Binary was compiled with ${r.length} inputs, but was executed with ${e.length} inputs`);r.forEach((t,n)=>{let o=t.logicalShape,s=e[n],i=s.shape;if(!b.arraysEqual(o,i))throw Error(`Binary was compiled with different shapes than the current args. Shapes ${o} and ${i} must match`);if(t.isUniform&&s.isUniform)return;let u=t.texShape,l=s.isUniform?null:s.texData.texShape;if(!b.arraysEqual(u,l))throw Error(`Binary was compiled with different texture shapes than the current args. Shape ${u} and ${l} must match`)})}function LS(r,e,t,n,o){e.program.enableShapeUniforms||(OS(e.inShapeInfos,t),OS([e.outShapeInfo],[n]));let s=n.texData.texture,i=n.texData.texShape;n.texData.isPacked?r.setOutputPackedMatrixTexture(s.texture,i[0],i[1]):r.setOutputMatrixTexture(s.texture,i[0],i[1]),r.setProgram(e.webGLProgram),r.bindVertexArray(e.webGLProgram.vao),S().getNumber("WEBGL_VERSION")===1&&e.infLoc!==null&&r.gl.uniform1f(e.infLoc,1/0),e.nanLoc!==null&&r.gl.uniform1f(e.nanLoc,NaN);for(let l=0;l<t.length;++l){let a=t[l],{uniform:c,offset:p,shape:d,texShape:m}=e.variablesLocations[l];if(d){let{uniformShape:f}=ec(e.program.packedInputs,a.shape,a.texData.texShape);switch(f.length){case 1:r.gl.uniform1iv(d,new Int32Array(f));break;case 2:r.gl.uniform2iv(d,new Int32Array(f));break;case 3:r.gl.uniform3iv(d,new Int32Array(f));break;case 4:r.gl.uniform4iv(d,new Int32Array(f));break;default:break}}if(m&&r.gl.uniform2i(m,a.texData.texShape[0],a.texData.texShape[1]),c!=null){if(a.isUniform){if(b.sizeFromShape(a.shape)<2)r.gl.uniform1f(c,a.uniformValues[0]);else{let f=a.uniformValues;f instanceof Float32Array||(f=new Float32Array(f)),r.gl.uniform1fv(c,f)}continue}a.texData.slice!=null&&p!=null&&r.gl.uniform1i(p,a.texData.slice.flatOffset),r.setInputMatrixTexture(a.texData.texture.texture,c,l)}}let u=e.outShapeLocation;if(u)switch(n.shape.length){case 1:r.gl.uniform1iv(u,new Int32Array(n.shape));break;case 2:r.gl.uniform2iv(u,new Int32Array(n.shape));break;case 3:r.gl.uniform3iv(u,new Int32Array(n.shape));break;case 4:r.gl.uniform4iv(u,new Int32Array(n.shape));break;default:break}if(e.outShapeStridesLocation){let l=b.computeStrides(n.shape);switch(n.shape.length){case 2:r.gl.uniform1iv(e.outShapeStridesLocation,new Int32Array(l));break;case 3:r.gl.uniform2iv(e.outShapeStridesLocation,new Int32Array(l));break;case 4:r.gl.uniform3iv(e.outShapeStridesLocation,new Int32Array(l));break;default:break}}if(e.outTexShapeLocation&&r.gl.uniform2i(e.outTexShapeLocation,n.texData.texShape[0],n.texData.texShape[1]),e.program.customUniforms&&o)for(let l=0;l<e.program.customUniforms.length;++l){let a=e.program.customUniforms[l],c=e.customUniformLocations[l],p=o[l];if(a.type==="float")r.gl.uniform1fv(c,p);else if(a.type==="vec2")r.gl.uniform2fv(c,p);else if(a.type==="vec3")r.gl.uniform3fv(c,p);else if(a.type==="vec4")r.gl.uniform4fv(c,p);else if(a.type==="int")r.gl.uniform1iv(c,p);else if(a.type==="ivec2")r.gl.uniform2iv(c,p);else if(a.type==="ivec3")r.gl.uniform3iv(c,p);else if(a.type==="ivec4")r.gl.uniform4iv(c,p);else throw Error(`uniform type ${a.type} is not supported yet.`)}r.executeProgram()}function US(r,e,t){let n="";e.concat(t).forEach(i=>{let u=i.texData!=null&&i.texData.slice!=null&&i.texData.slice.flatOffset>0;if(r.enableShapeUniforms&&!i.isUniform){let l=i.texData.texShape,{useSqueezeShape:a,uniformShape:c,keptDims:p}=ec(r.packedInputs,i.shape,l),d="",m="",f="";if(c.length===1&&r.packedInputs){let _=[Math.ceil(l[0]/2),Math.ceil(l[1]/2)];d=`${_[0]>1}_${_[1]>1}`}else if(c.length===2&&!r.packedInputs)m=`${c[0]>1}_${c[1]>1}`;else if(c.length>2&&!r.packedInputs){let _=b.computeStrides(c);f=`${_[0]===l[1]}_${_[_.length-1]===l[1]}`}let h=i.shape.length,g=c.length===2&&b.arraysEqual(i.shape,l),x=b.sizeFromShape(i.shape)===1,y=C.getBroadcastDims(i.shape,t.shape),w=!r.packedInputs&&h===t.shape.length&&b.arraysEqual(l,t.texData.texShape),v=r.packedInputs||c.length>2?"":`${l[0]>1}_${l[1]>1}`;n+=`${h}_${w}_${a?p:""}_${c.length}_${x}_${y}_${g}_${d}_${m}_${f}_${v}_${u}`}else{let l=i.isUniform?"uniform":i.texData.texShape;n+=`${i.shape}_${l}_${u}`}});let o=r.userCode,s=r.constructor.name;return s+="_"+n+"_"+o+`${S().getNumber("WEBGL_VERSION")}`,s}function he(r){return S().getBool("WEBGL_USE_SHAPES_UNIFORMS")&&r<=4}var tc=class{constructor(e){this.variableNames=["A"],this.packedInputs=!1,this.packedOutput=!0,this.outPackingScheme=jr.DENSE,this.customUniforms=[{name:"texShape",type:"ivec2"}];let t=_e();this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length),this.userCode=`
      ivec3 outCoordsFromFlatIndex(int index) {
        ${this.enableShapeUniforms?Wn(["r","c","d"],e):jt(["r","c","d"],e)}
        return ivec3(r, c, d);
      }

      void main() {
        ivec2 resTexRC = ivec2(resultUV.yx * vec2(texShape[0], texShape[1]));
        int index = 4 * (resTexRC.x * texShape[1] + resTexRC.y);

        vec4 result = vec4(0.);

        for (int i=0; i<4; i++) {
          int flatIndex = index + i;
          ivec3 rc = outCoordsFromFlatIndex(flatIndex);
          result[i] = getA(rc.x, rc.y, rc.z);
        }

        ${t.output} = result;
      }
    `}};var rc=class{constructor(e){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,this.outPackingScheme=jr.DENSE,this.customUniforms=[{name:"texShape",type:"ivec2"}];let t=_e();this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length),this.userCode=`
      ivec3 outCoordsFromFlatIndex(int index) {
        ${this.enableShapeUniforms?Wn(["r","c","d"],e):jt(["r","c","d"],e)}
        return ivec3(r, c, d);
      }

      void main() {
        ivec2 resTexRC = ivec2(resultUV.yx * vec2(texShape[0], texShape[1]));
        int index = 4 * (resTexRC.x * texShape[1] + resTexRC.y);

        vec4 result = vec4(0.);

        for (int i=0; i<4; i++) {
          int flatIndex = index + i;
          ivec3 rc = outCoordsFromFlatIndex(flatIndex);
          result[i] = getChannel(getA(rc.x, rc.y, rc.z), vec2(rc.y, rc.z));
        }

        ${t.output} = result;
      }
    `}};var nc=class{constructor(e){this.variableNames=["A"],this.outTexUsage=Ke.DOWNLOAD;let t=_e();this.outputShape=e,this.userCode=`
      ${Jl}

      void main() {
        float x = getAAtOutCoords();
        ${t.output} = encode_float(x);
      }
    `}};var oc=class{constructor(e){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!1,this.outTexUsage=Ke.DOWNLOAD;let t=_e();this.outputShape=e,this.userCode=`
      ${Jl}

      void main() {
        ivec3 coords = getOutputCoords();
        float x = getChannel(getAAtOutCoords(), vec2(coords.y, coords.z));
        ${t.output} = encode_float(x);
      }
    `}};var HP={R:0,G:1,B:2,A:3},Xa=class{constructor(e,t=!1,n="RGBA"){this.variableNames=["A"],this.customUniforms=[{name:"texShape",type:"ivec2"}];let o=_e();this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length);let s="result";t&&(s="floor(result * 255. + 0.5)");let i="";for(let u=0;u<n.length;u++){let l=n[u];i+=`
          if(offset == ${u}) {
            result = values[${HP[l]}];
          }`}this.userCode=`
      ${this.enableShapeUniforms?Yo():jo(e)}

      void main() {
        ivec3 coords = getOutputCoords();
        int flatIndex = getFlatIndex(coords);
        float result = 0.;
        int offset = imod(flatIndex, ${n.length});

        flatIndex = idiv(flatIndex, ${n.length}, 1.);

        int r = flatIndex / texShape[1];
        if (r < texShape[0]) {
          int c = imod(flatIndex, texShape[1]);
          vec2 uv = (vec2(c, r) + halfCR) / vec2(texShape[1], texShape[0]);
          vec4 values = ${o.texture2D}(A, uv);
          ${i}
        }
        ${o.output} = vec4(${s}, 0., 0., 0.);
      }
    `}};var sc=class{constructor(e,t=!1){this.variableNames=["A"],this.packedInputs=!1,this.packedOutput=!0,this.customUniforms=[{name:"texShape",type:"ivec2"}];let n=_e();this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length);let o="",s="result";t&&(s="floor(result * 255. + 0.5)");for(let i=0;i<=1;i++)for(let u=0;u<=1;u++){let l=i*2+u;o+=`
          localCoords = coords;
          if(localCoords[2] + ${u} < ${this.enableShapeUniforms?"outShape[2]":`${e[2]}`}) {
          localCoords[2] += ${u};
          if (localCoords[1] + ${i} < ${this.enableShapeUniforms?"outShape[1]":`${e[1]}`}) {
            localCoords[1] += ${i};

            flatIndex = getFlatIndex(localCoords);
            offset = imod(flatIndex, 4);

            flatIndex = idiv(flatIndex, 4, 1.);

            int r = flatIndex / texShape[1];
            int c = imod(flatIndex, texShape[1]);
            vec2 uv = (vec2(c, r) + halfCR) / vec2(texShape[1], texShape[0]);
            values = ${n.texture2D}(A, uv);

            if (offset == 0) {
              result[${l}] = values[0];
            } else if (offset == 1) {
              result[${l}] = values[1];
            } else if (offset == 2) {
              result[${l}] = values[2];
            } else {
              result[${l}] = values[3];
            }
          }
        }
        `}this.userCode=`
        ${this.enableShapeUniforms?Yo():jo(e)}

        void main() {
          ivec3 coords = getOutputCoords();

          vec4 result = vec4(0.);
          int flatIndex, r, c, offset;
          ivec3 localCoords;
          vec2 uv;
          vec4 values;

          ${o}

          ${n.output} = ${s};
        }
    `}};function WS(r){let e=_e(),t=`${e.version}
    precision highp float;
    ${e.attribute} vec3 clipSpacePos;
    ${e.attribute} vec2 uv;
    ${e.varyingVs} vec2 resultUV;

    void main() {
      gl_Position = vec4(clipSpacePos, 1);
      resultUV = uv;
    }`;return mS(r,t)}function VS(r){let e=new Float32Array([-1,1,0,0,1,-1,-1,0,0,0,1,1,0,1,1,1,-1,0,1,0]);return xS(r,e)}function GS(r){let e=new Uint16Array([0,1,2,2,1,3]);return bS(r,e)}function ja(r,e,t,n,o,s){CS(e,t);let i=yS(r),u=r.TEXTURE_2D;return V(r,()=>r.bindTexture(u,i)),V(r,()=>r.texParameteri(u,r.TEXTURE_WRAP_S,r.CLAMP_TO_EDGE)),V(r,()=>r.texParameteri(u,r.TEXTURE_WRAP_T,r.CLAMP_TO_EDGE)),V(r,()=>r.texParameteri(u,r.TEXTURE_MIN_FILTER,r.NEAREST)),V(r,()=>r.texParameteri(u,r.TEXTURE_MAG_FILTER,r.NEAREST)),S().getNumber("WEBGL_VERSION")===1?V(r,()=>r.texImage2D(u,0,n,e,t,0,o,s,null)):V(r,()=>r.texStorage2D(u,1,n,e,t)),V(r,()=>r.bindTexture(r.TEXTURE_2D,null)),{texture:i,texShape:[t,e]}}function xg(r){return r.internalFormatFloat}function zS(r,e,t,n){let[o,s]=Ln(e,t);return ja(r,o,s,xg(n),n.textureFormatFloat,r.FLOAT)}function bg(r){return r.internalFormatHalfFloat}function HS(r,e,t,n){let[o,s]=Ln(e,t);return ja(r,o,s,bg(n),n.textureFormatFloat,n.textureTypeHalfFloat)}function yg(r){return r.downloadTextureFormat}function qS(r,e,t,n){let[o,s]=Ln(e,t);return ja(r,o,s,yg(n),r.RGBA,r.UNSIGNED_BYTE)}function Cg(r){return r.internalFormatPackedFloat}function KS(r,e,t,n){let[o,s]=or(e,t);return ja(r,o,s,Cg(n),r.RGBA,r.FLOAT)}function wg(r){return r.internalFormatPackedHalfFloat}function XS(r,e,t,n){let[o,s]=or(e,t);return ja(r,o,s,wg(n),r.RGBA,n.textureTypeHalfFloat)}function jS(r,e,t){return V(r,()=>r.bindBuffer(r.ARRAY_BUFFER,t)),mg(r,e,"clipSpacePos",t,3,20,0)&&mg(r,e,"uv",t,2,20,12)}function YS(r,e,t,n,o,s){V(r,()=>r.bindTexture(r.TEXTURE_2D,e));let i,u,l;o instanceof Uint8Array?(i=new Uint8Array(t*n*4),u=r.UNSIGNED_BYTE,l=r.RGBA):(i=new Float32Array(t*n*4),u=r.FLOAT,l=s.internalFormatPackedFloat),i.set(o),S().getNumber("WEBGL_VERSION")===2?V(r,()=>r.texSubImage2D(r.TEXTURE_2D,0,0,0,t,n,r.RGBA,u,i)):V(r,()=>r.texImage2D(r.TEXTURE_2D,0,l,t,n,0,r.RGBA,u,i)),V(r,()=>r.bindTexture(r.TEXTURE_2D,null))}function QS(r,e,t){V(r,()=>r.bindTexture(r.TEXTURE_2D,e)),t.data instanceof Uint8Array?S().getNumber("WEBGL_VERSION")===2?V(r,()=>r.texSubImage2D(r.TEXTURE_2D,0,0,0,t.width,t.height,r.RGBA,r.UNSIGNED_BYTE,t.data)):V(r,()=>r.texImage2D(r.TEXTURE_2D,0,r.RGBA,t.width,t.height,0,r.RGBA,r.UNSIGNED_BYTE,t.data)):S().getNumber("WEBGL_VERSION")===2?V(r,()=>r.texSubImage2D(r.TEXTURE_2D,0,0,0,r.RGBA,r.UNSIGNED_BYTE,t)):V(r,()=>r.texImage2D(r.TEXTURE_2D,0,r.RGBA,r.RGBA,r.UNSIGNED_BYTE,t)),V(r,()=>r.bindTexture(r.TEXTURE_2D,null))}function ZS(r,e,t,n){let o=r.createBuffer();V(r,()=>r.bindBuffer(r.PIXEL_PACK_BUFFER,o));let u=4*4*e*t;return V(r,()=>r.bufferData(r.PIXEL_PACK_BUFFER,u,r.STREAM_READ)),V(r,()=>r.readPixels(0,0,t,e,r.RGBA,r.FLOAT,0)),V(r,()=>r.bindBuffer(r.PIXEL_PACK_BUFFER,null)),o}function JS(r,e,t){let n=r,o=new Float32Array(t);return n.bindBuffer(n.PIXEL_PACK_BUFFER,e),n.getBufferSubData(n.PIXEL_PACK_BUFFER,0,o),n.bindBuffer(n.PIXEL_PACK_BUFFER,null),o}function e_(r,e,t,n){let[o,s]=Ln(e,t),i=4,u=new Uint8Array(cS(e*t,i));return V(r,()=>r.readPixels(0,0,o,s,n.downloadTextureFormat,r.UNSIGNED_BYTE,u)),new Float32Array(u.buffer)}function t_(r,e,t,n,o,s,i,u){let l=r,a=new Float32Array(pS(s,i));return l.bindBuffer(l.PIXEL_PACK_BUFFER,e),l.getBufferSubData(l.PIXEL_PACK_BUFFER,0,a),l.bindBuffer(l.PIXEL_PACK_BUFFER,null),a}function r_(r,e,t){let n=new Float32Array(e*t*4);return V(r,()=>r.readPixels(0,0,t,e,r.RGBA,r.FLOAT,n)),n}var rs=class{constructor(e){this.outputTexture=null,this.program=null,this.disposed=!1,this.itemsToPoll=[];let t=S().getNumber("WEBGL_VERSION");if(e!=null?(this.gl=e,lS(t,e)):this.gl=vt(t),e=this.gl,S().getNumber("WEBGL_VERSION")===2){let s=e;this.createVertexArray=()=>V(s,()=>s.createVertexArray()),this.bindVertexArray=i=>V(s,()=>s.bindVertexArray(i)),this.deleteVertexArray=i=>V(s,()=>s.deleteVertexArray(i)),this.getVertexArray=()=>V(s,()=>s.getParameter(s.VERTEX_ARRAY_BINDING))}else if(e!=null){let s=e.getExtension("OES_vertex_array_object");if(s==null)throw new Error("All WebGL1 implementations are expected to offer OES_vertex_array_object.");this.createVertexArray=()=>V(e,()=>s.createVertexArrayOES()),this.bindVertexArray=i=>V(e,()=>s.bindVertexArrayOES(i)),this.deleteVertexArray=i=>V(e,()=>s.deleteVertexArrayOES(i)),this.getVertexArray=()=>V(e,()=>e.getParameter(s.VERTEX_ARRAY_BINDING_OES))}let n="WEBGL_color_buffer_float",o="EXT_color_buffer_half_float";if(this.parallelCompilationExtension=this.gl.getExtension("KHR_parallel_shader_compile"),S().getNumber("WEBGL_VERSION")===1){let s="OES_texture_float",i="OES_texture_half_float";if(this.textureFloatExtension=Ha(this.gl,s),Nt(this.gl,i))this.textureHalfFloatExtension=Ha(this.gl,i);else if(S().get("WEBGL_FORCE_F16_TEXTURES"))throw new Error("GL context does not support half float textures, yet the environment flag WEBGL_FORCE_F16_TEXTURES is set to true.");if(this.colorBufferFloatExtension=this.gl.getExtension(n),Nt(this.gl,o))this.colorBufferHalfFloatExtension=Ha(this.gl,o);else if(S().get("WEBGL_FORCE_F16_TEXTURES"))throw new Error("GL context does not support color renderable half floats, yet the environment flag WEBGL_FORCE_F16_TEXTURES is set to true.")}else if(n="EXT_color_buffer_float",Nt(this.gl,n))this.colorBufferFloatExtension=this.gl.getExtension(n);else if(Nt(this.gl,o))this.colorBufferHalfFloatExtension=this.gl.getExtension(o);else throw new Error("GL context does not support color renderable floats");this.vertexBuffer=VS(this.gl),this.indexBuffer=GS(this.gl),this.framebuffer=wS(this.gl),this.textureConfig=za(this.gl,this.textureHalfFloatExtension)}get debug(){return S().getBool("DEBUG")}dispose(){if(this.disposed)return;this.program!=null&&console.warn("Disposing a GPGPUContext that still has a bound WebGLProgram. This is probably a resource leak, delete the program with GPGPUContext.deleteProgram before disposing."),this.outputTexture!=null&&console.warn("Disposing a GPGPUContext that still has a bound output matrix texture.  This is probably a resource leak, delete the output matrix texture with GPGPUContext.deleteMatrixTexture before disposing.");let e=this.gl;V(e,()=>e.finish()),V(e,()=>e.bindFramebuffer(e.FRAMEBUFFER,null)),V(e,()=>e.deleteFramebuffer(this.framebuffer)),V(e,()=>e.bindBuffer(e.ARRAY_BUFFER,null)),V(e,()=>e.bindBuffer(e.ELEMENT_ARRAY_BUFFER,null)),V(e,()=>e.deleteBuffer(this.indexBuffer)),this.disposed=!0}createFloat32MatrixTexture(e,t){return this.throwIfDisposed(),zS(this.gl,e,t,this.textureConfig)}createFloat16MatrixTexture(e,t){return this.throwIfDisposed(),HS(this.gl,e,t,this.textureConfig)}createUnsignedBytesMatrixTexture(e,t){return this.throwIfDisposed(),qS(this.gl,e,t,this.textureConfig)}uploadPixelDataToTexture(e,t){this.throwIfDisposed(),QS(this.gl,e,t)}uploadDenseMatrixToTexture(e,t,n,o){this.throwIfDisposed(),YS(this.gl,e,t,n,o,this.textureConfig)}createFloat16PackedMatrixTexture(e,t){return this.throwIfDisposed(),XS(this.gl,e,t,this.textureConfig)}createPackedMatrixTexture(e,t){return this.throwIfDisposed(),KS(this.gl,e,t,this.textureConfig)}deleteMatrixTexture(e){this.throwIfDisposed(),this.outputTexture===e&&(fg(this.gl,this.framebuffer),this.outputTexture=null),V(this.gl,()=>this.gl.deleteTexture(e))}downloadByteEncodedFloatMatrixFromOutputTexture(e,t,n){return this.downloadMatrixDriver(e,()=>e_(this.gl,t,n,this.textureConfig))}downloadPackedMatrixFromBuffer(e,t,n,o,s,i){return t_(this.gl,e,t,n,o,s,i,this.textureConfig)}downloadFloat32MatrixFromBuffer(e,t){return JS(this.gl,e,t)}createBufferFromTexture(e,t,n){this.bindTextureToFrameBuffer(e);let o=ZS(this.gl,t,n,this.textureConfig);return this.unbindTextureToFrameBuffer(),o}createAndWaitForFence(){let e=this.createFence(this.gl);return this.pollFence(e)}createFence(e){let t,n;if(S().getBool("WEBGL_FENCE_API_ENABLED")){let o=e,s=o.fenceSync(o.SYNC_GPU_COMMANDS_COMPLETE,0);e.flush(),n=()=>{let i=o.clientWaitSync(s,0,0);return i===o.ALREADY_SIGNALED||i===o.CONDITION_SATISFIED},t=s}else S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION")>0?(t=this.beginQuery(),this.endQuery(),n=()=>this.isQueryAvailable(t,S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION"))):n=()=>!0;return{query:t,isFencePassed:n}}downloadMatrixFromPackedTexture(e,t,n){return this.downloadMatrixDriver(e,()=>r_(this.gl,t,n))}createProgram(e){this.throwIfDisposed();let t=this.gl;this.vertexShader==null&&(this.vertexShader=WS(t));let n=hS(t);V(t,()=>t.attachShader(n,this.vertexShader)),V(t,()=>t.attachShader(n,e)),gS(t,n);let o=Object.assign(n,{vao:this.createVertexArray()});return this.debug&&Yl(t,o),o}buildVao(e){this.setProgram(e),this.bindVertexArray(e.vao);let t=this.gl;V(t,()=>t.bindBuffer(t.ELEMENT_ARRAY_BUFFER,this.indexBuffer)),jS(t,e,this.vertexBuffer)}deleteProgram(e){this.throwIfDisposed(),e===this.program&&(this.program=null),e!=null&&(V(this.gl,()=>this.gl.deleteProgram(e)),this.deleteVertexArray(e.vao))}setProgram(e){this.throwIfDisposed(),this.program=e,this.program!=null&&this.debug&&Yl(this.gl,this.program),V(this.gl,()=>this.gl.useProgram(e))}getUniformLocation(e,t,n=!0){return this.throwIfDisposed(),n?vS(this.gl,e,t):IS(this.gl,e,t)}getAttributeLocation(e,t){return this.throwIfDisposed(),V(this.gl,()=>this.gl.getAttribLocation(e,t))}getUniformLocationNoThrow(e,t){return this.throwIfDisposed(),this.gl.getUniformLocation(e,t)}setInputMatrixTexture(e,t,n){this.throwIfDisposed(),this.throwIfNoProgram(),SS(this.gl,e,t,n)}setOutputMatrixTexture(e,t,n){this.setOutputMatrixTextureDriver(e,n,t)}setOutputPackedMatrixTexture(e,t,n){this.throwIfDisposed();let[o,s]=or(t,n);this.setOutputMatrixTextureDriver(e,o,s)}setOutputMatrixWriteRegion(e,t,n,o){this.setOutputMatrixWriteRegionDriver(n,e,o,t)}setOutputPackedMatrixWriteRegion(e,t,n,o){throw new Error("setOutputPackedMatrixWriteRegion not implemented.")}debugValidate(){this.program!=null&&Yl(this.gl,this.program),qa(this.gl)}executeProgram(){this.throwIfDisposed(),this.throwIfNoProgram();let e=this.gl;if(this.debug){let t=this.getVertexArray();console.assert(t===this.program.vao,"VAO changed between setProgram and executeProgram!"),this.debugValidate()}V(e,()=>e.drawElements(e.TRIANGLES,6,e.UNSIGNED_SHORT,0))}blockUntilAllProgramsCompleted(){this.throwIfDisposed(),V(this.gl,()=>this.gl.finish())}getQueryTimerExtension(){return this.disjointQueryTimerExtension==null&&(this.disjointQueryTimerExtension=Ha(this.gl,S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION")===2?"EXT_disjoint_timer_query_webgl2":"EXT_disjoint_timer_query")),this.disjointQueryTimerExtension}getQueryTimerExtensionWebGL2(){return this.getQueryTimerExtension()}getQueryTimerExtensionWebGL1(){return this.getQueryTimerExtension()}beginQuery(){if(S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION")===2){let n=this.gl,o=this.getQueryTimerExtensionWebGL2(),s=n.createQuery();return n.beginQuery(o.TIME_ELAPSED_EXT,s),s}let e=this.getQueryTimerExtensionWebGL1(),t=e.createQueryEXT();return e.beginQueryEXT(e.TIME_ELAPSED_EXT,t),t}endQuery(){if(S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION")===2){let t=this.gl,n=this.getQueryTimerExtensionWebGL2();t.endQuery(n.TIME_ELAPSED_EXT);return}let e=this.getQueryTimerExtensionWebGL1();e.endQueryEXT(e.TIME_ELAPSED_EXT)}async waitForQueryAndGetTime(e){return await b.repeatedTry(()=>this.disposed||this.isQueryAvailable(e,S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION"))),this.getQueryTime(e,S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_VERSION"))}getQueryTime(e,t){if(t===0)return null;if(t===2){let n=this.gl;return n.getQueryParameter(e,n.QUERY_RESULT)/1e6}else{let n=this.getQueryTimerExtensionWebGL1();return n.getQueryObjectEXT(e,n.QUERY_RESULT_EXT)/1e6}}isQueryAvailable(e,t){if(t===0)return!0;if(t===2){let n=this.gl,o=this.getQueryTimerExtensionWebGL2(),s=n.getQueryParameter(e,n.QUERY_RESULT_AVAILABLE);return this.disjoint==null&&(this.disjoint=this.gl.getParameter(o.GPU_DISJOINT_EXT)),s&&!this.disjoint}else{let n=this.getQueryTimerExtensionWebGL1(),o=n.getQueryObjectEXT(e,n.QUERY_RESULT_AVAILABLE_EXT);return this.disjoint==null&&(this.disjoint=this.gl.getParameter(n.GPU_DISJOINT_EXT)),o&&!this.disjoint}}pollFence(e){return new Promise(t=>{this.addItemToPoll(()=>e.isFencePassed(),()=>t())})}pollItems(){let e=KP(this.itemsToPoll.map(t=>t.isDoneFn));for(let t=0;t<=e;++t){let{resolveFn:n}=this.itemsToPoll[t];n()}this.itemsToPoll=this.itemsToPoll.slice(e+1)}addItemToPoll(e,t){if(this.itemsToPoll.push({isDoneFn:e,resolveFn:t}),this.itemsToPoll.length>1)return;let n;"setTimeoutCustom"in S().platform&&(n=S().platform.setTimeoutCustom.bind(S().platform)),b.repeatedTry(()=>(this.pollItems(),this.itemsToPoll.length===0),()=>0,null,n)}bindTextureToFrameBuffer(e){this.throwIfDisposed(),Ql(this.gl,e,this.framebuffer),this.debug&&qa(this.gl)}unbindTextureToFrameBuffer(){this.outputTexture!=null?(Ql(this.gl,this.outputTexture,this.framebuffer),this.debug&&qa(this.gl)):fg(this.gl,this.framebuffer)}downloadMatrixDriver(e,t){this.bindTextureToFrameBuffer(e);let n=t();return this.unbindTextureToFrameBuffer(),n}setOutputMatrixTextureDriver(e,t,n){this.throwIfDisposed();let o=this.gl;Ql(o,e,this.framebuffer),this.debug&&qa(o),this.outputTexture=e,V(o,()=>o.viewport(0,0,t,n)),V(o,()=>o.scissor(0,0,t,n))}setOutputMatrixWriteRegionDriver(e,t,n,o){this.throwIfDisposed(),V(this.gl,()=>this.gl.scissor(e,t,n,o))}throwIfDisposed(){if(this.disposed)throw new Error("Attempted to use disposed GPGPUContext.")}throwIfNoProgram(){if(this.program==null)throw new Error("No GPU program is currently set.")}};function KP(r){let e=0;for(;e<r.length&&r[e]();++e);return e-1}var{addImpl:n_,bincountImpl:ac,bincountReduceImpl:o_,bitwiseAndImpl:s_,castImpl:a_,ceilImpl:i_,concatImpl:u_,equalImpl:l_,expImpl:c_,expm1Impl:p_,floorImpl:d_,gatherNdImpl:m_,gatherV2Impl:f_,greaterImpl:h_,greaterEqualImpl:g_,lessImpl:x_,lessEqualImpl:b_,linSpaceImpl:y_,logImpl:C_,maxImpl:w_,maximumImpl:v_,minimumImpl:I_,multiplyImpl:S_,negImpl:__,notEqualImpl:k_,prodImpl:T_,raggedGatherImpl:E_,raggedRangeImpl:R_,raggedTensorToTensorImpl:A_,rangeImpl:N_,rsqrtImpl:$_,scatterImpl:F_,sigmoidImpl:D_,simpleAbsImpl:ic,sliceImpl:P_,sparseFillEmptyRowsImpl:M_,sparseReshapeImpl:O_,sparseSegmentReductionImpl:uc,sqrtImpl:B_,staticRegexReplaceImpl:L_,stridedSliceImpl:U_,stringNGramsImpl:W_,stringSplitImpl:V_,stringToHashBucketFastImpl:G_,subImpl:z_,tileImpl:H_,topKImpl:q_,transposeImpl:Gn,uniqueImpl:K_}=Vh;function vg(r,e){return["x","y","z","w","u","v"].slice(0,e).map(t=>`${r}.${t}`)}function Ae(r,e){return e===1?[r]:vg(r,e)}function X_(r,e){if(r===1)return"rc";let t="";for(let n=0;n<r;n++)t+=e[n],n<r-1&&(t+=",");return t}var lc=class{constructor(e){if(this.variableNames=["A"],this.packedInputs=!1,this.packedOutput=!0,this.outputShape=e,this.rank=e.length,this.enableShapeUniforms=he(this.outputShape.length),this.rank===0)this.userCode=`
        void main() {
          setOutput(vec4(getA(), 0., 0., 0.));
        }
      `;else{let t=Ae("rc",this.rank),n=J(this.rank),o=this.getOutOfBoundsCondition(t),s=this.getSetup(t),i=this.getOutput(t);this.userCode=`
        void main() {
          ${n} rc = getOutputCoords();

          if(${o}) {
            setOutput(vec4(0));
          } else {
            ${s}

            setOutput(vec4(${i}));
          }
        }
      `}}getSourceCoordsArr(e){let t=[];for(let n=0;n<=1;n++)for(let o=0;o<=1;o++){let s=`${n===0?"r":"rp1"}, ${o===0?"c":"cp1"}`;for(let i=2;i<this.rank;i++)s=`${e[e.length-1-i]},`+s;t.push(s)}return t}getOutOfBoundsCondition(e){if(this.rank===1)return`rc > ${this.enableShapeUniforms?"outShape":this.outputShape[0]}`;let t="";for(let n=this.rank-2;n<this.rank;n++)t+=`${e[n]} >= ${this.enableShapeUniforms?`outShape[${n}]`:this.outputShape[n]}`,n<this.rank-1&&(t+="||");return t}getSetup(e){if(this.rank===1)return"";let t=e.slice(-2),n=this.enableShapeUniforms?`outShape[${this.rank} - 1]`:this.outputShape[this.rank-1],o=this.enableShapeUniforms?`outShape[${this.rank} - 2]`:this.outputShape[this.rank-2];return`
      int r = ${t[0]};
      int c = ${t[1]};
      int rp1 = r + 1;
      int cp1 = c + 1;

      bool cEdge = cp1 >= ${n};
      bool rEdge = rp1 >= ${o};
    `}getOutput(e){let t=this.getSourceCoordsArr(e);return this.rank===1?`getA(rc), (rc + 1 >= ${this.enableShapeUniforms?"outShape":this.outputShape[0]} ? 0. : getA(rc + 1)), 0, 0`:`getA(${t[0]}),
            cEdge ? 0. : getA(${t[1]}),
            rEdge ? 0. : getA(${t[2]}),
            rEdge || cEdge ? 0. : getA(${t[3]})`}};var ns=class{constructor(e,t){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,this.customUniforms=[{name:"inputShape",type:"ivec3"}],this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length);let n="";for(let o=0;o<4;o++){let s="thisRC = rc;";o%2===1&&(s+="thisRC.z += 1;"),o>1&&(s+="thisRC.y += 1;"),n+=`
        ${s}
        ${o>0?"if(thisRC.y < rows && thisRC.z < cols){":""}
          int flatIndex = getFlatIndex(thisRC);

          ivec3 inputRC = inputCoordsFromReshapedOutCoords(flatIndex);
          vec2 inputRCInnerDims = vec2(float(inputRC.y),float(inputRC.z));

          result[${o}] =
            getChannel(getA(inputRC.x, inputRC.y, inputRC.z), inputRCInnerDims);
        ${o>0?"}":""}
      `}this.userCode=`
      ${XP(t,this.enableShapeUniforms)}
      ${this.enableShapeUniforms?Yo():jo(e)}

      void main() {
        ivec3 rc = getOutputCoords();

        vec4 result = vec4(0.);

        ivec3 thisRC;
        int rows = ${this.enableShapeUniforms?"outShape[1]":e[1]};
        int cols = ${this.enableShapeUniforms?"outShape[2]":e[2]};

        ${n}

        setOutput(result);
      }
    `}};function XP(r,e){return`
    ivec3 inputCoordsFromReshapedOutCoords(int index) {
      ${e?$S(["r","c","d"],"inputShape"):jt(["r","c","d"],r)}
      return ivec3(r, c, d);
    }
  `}var cc=class{constructor(e){this.gpgpu=e,this.numUsedTextures=0,this.numFreeTextures=0,this._numBytesAllocated=0,this._numBytesFree=0,this.freeTextures={},this.usedTextures={},this.logEnabled=!1}acquireTexture(e,t,n){let o=Y_(t,n),s=Q_(e,o,n);s in this.freeTextures||(this.freeTextures[s]=[]),s in this.usedTextures||(this.usedTextures[s]=[]);let i=j_(e,o,this.gpgpu.gl,this.gpgpu.textureConfig,n);if(this.freeTextures[s].length>0){this.numFreeTextures--,this.numUsedTextures++,this._numBytesFree-=i,this.log();let l=this.freeTextures[s].pop();return this.usedTextures[s].push(l),l}let u;return o===He.PACKED_2X2_FLOAT32?u=this.gpgpu.createPackedMatrixTexture(e[0],e[1]):o===He.PACKED_2X2_FLOAT16?u=this.gpgpu.createFloat16PackedMatrixTexture(e[0],e[1]):o===He.UNPACKED_FLOAT32?u=this.gpgpu.createFloat32MatrixTexture(e[0],e[1]):o===He.UNPACKED_FLOAT16?u=this.gpgpu.createFloat16MatrixTexture(e[0],e[1]):o===He.PACKED_4X1_UNSIGNED_BYTE&&(u=this.gpgpu.createUnsignedBytesMatrixTexture(e[0],e[1])),this.usedTextures[s].push(u),this.numUsedTextures++,this._numBytesAllocated+=i,this.log(),u}releaseTexture(e,t,n,o){if(this.freeTextures==null)return;let s=Y_(n,o),i=Q_(t,s,o);i in this.freeTextures||(this.freeTextures[i]=[]);let u=j_(t,s,this.gpgpu.gl,this.gpgpu.textureConfig,o),l=S().getNumber("WEBGL_DELETE_TEXTURE_THRESHOLD");l!==-1&&this._numBytesAllocated>l?(this.gpgpu.deleteMatrixTexture(e.texture),this._numBytesAllocated-=u):(this.freeTextures[i].push(e),this.numFreeTextures++,this._numBytesFree+=u),this.numUsedTextures--;let a=this.usedTextures[i],c=a&&a.indexOf(e);if(c==null||c<0)throw new Error("Cannot release a texture that was never provided by this texture manager");a[c]=a[a.length-1],a.pop(),this.log()}log(){if(!this.logEnabled)return;let e=this.numFreeTextures+this.numUsedTextures;console.log("Free/Used",`${this.numFreeTextures} / ${this.numUsedTextures}`,`(${e})`);let t=this._numBytesFree/this._numBytesAllocated;console.log(`Bytes allocated: ${this._numBytesAllocated}`),console.log(`Bytes unused: ${this._numBytesFree} (${Math.round(100*t)}%)`)}get numBytesAllocated(){return this._numBytesAllocated}get numBytesFree(){return this._numBytesFree}getNumUsedTextures(){return this.numUsedTextures}getNumFreeTextures(){return this.numFreeTextures}dispose(){if(this.freeTextures!=null){for(let e in this.freeTextures)this.freeTextures[e].forEach(t=>{this.gpgpu.deleteMatrixTexture(t.texture)});for(let e in this.usedTextures)this.usedTextures[e].forEach(t=>{this.gpgpu.deleteMatrixTexture(t.texture)});this.freeTextures=null,this.usedTextures=null,this.numUsedTextures=0,this.numFreeTextures=0,this._numBytesAllocated=0,this._numBytesFree=0}}};function jP(r,e){let t=r;if(e===t.R32F)return 4;if(e===t.R16F)return 2;if(e===t.RGBA32F)return 16;if(e===r.RGBA)return 16;if(e===t.RGBA16F)return 8;if(e===t.RGBA8)return 4;throw new Error(`Unknown internal format ${e}`)}function j_(r,e,t,n,o){let s=YP(e,n),i;if(o){let[l,a]=or(r[0],r[1]);i=l*a}else{let[l,a]=Ln(r[0],r[1]);i=l*a}let u=jP(t,s);return i*u}function YP(r,e){switch(r){case He.PACKED_2X2_FLOAT32:return Cg(e);case He.PACKED_2X2_FLOAT16:return wg(e);case He.UNPACKED_FLOAT32:return xg(e);case He.UNPACKED_FLOAT16:return bg(e);case He.PACKED_4X1_UNSIGNED_BYTE:return yg(e);default:throw new Error(`Unknown physical texture type ${r}`)}}function QP(r){return S().getBool("WEBGL_RENDER_FLOAT32_ENABLED")?r?He.PACKED_2X2_FLOAT32:He.UNPACKED_FLOAT32:r?He.PACKED_2X2_FLOAT16:He.UNPACKED_FLOAT16}function Y_(r,e){if(r===Ke.UPLOAD)return He.PACKED_2X2_FLOAT32;if(r===Ke.RENDER||r==null)return QP(e);if(r===Ke.DOWNLOAD||r===Ke.PIXELS)return He.PACKED_4X1_UNSIGNED_BYTE;throw new Error(`Unknown logical texture type ${r}`)}function Q_(r,e,t){return`${r[0]}_${r[1]}_${e}_${t}`}var qe=class{constructor(e,t){this.variableNames=["A"],this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length),this.userCode=`
      float unaryOperation(float x) {
        ${t}
      }

      void main() {
        float x = getAAtOutCoords();
        float y = unaryOperation(x);

        setOutput(y);
      }
    `}},Ue="if (isnan(x)) return x;",Z_="return x;",Ig="return abs(x);";var J_="return (x >= 0.0) ? x : (exp(x) - 1.0);",e0=Ue+`
  return (x < 0.0) ? 0.0 : x;
`,t0=Ue+`
  return (x < 0.0) ? 0.0 : min(6.0, x);
`,ar="return x;",r0="return 1.0 / (1.0 + exp(-1.0 * x));";var o0="return x;",s0=`
  vec4 result;

  result.r = (x.r >= 0.0) ? x.r : (exp(x.r) - 1.0);
  result.g = (x.g >= 0.0) ? x.g : (exp(x.g) - 1.0);
  result.b = (x.b >= 0.0) ? x.b : (exp(x.b) - 1.0);
  result.a = (x.a >= 0.0) ? x.a : (exp(x.a) - 1.0);

  return result;
`,a0=`
  vec4 result = x * vec4(greaterThanEqual(x, vec4(0.0)));
  bvec4 isNaN = isnan(x);

  result.r = isNaN.r ? x.r : result.r;
  result.g = isNaN.g ? x.g : result.g;
  result.b = isNaN.b ? x.b : result.b;
  result.a = isNaN.a ? x.a : result.a;

  return result;
`,i0=`
  vec4 result = min(x, vec4(6.)) * vec4(greaterThanEqual(x, vec4(0.0)));
  bvec4 isNaN = isnan(x);

  result.r = isNaN.r ? x.r : result.r;
  result.g = isNaN.g ? x.g : result.g;
  result.b = isNaN.b ? x.b : result.b;
  result.a = isNaN.a ? x.a : result.a;

  return result;
`,u0="return 1.0 / (1.0 + exp(-1.0 * x));",mt=class{constructor(e,t){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length),this.userCode=`
      vec4 unaryOperation(vec4 x) {
        ${t}
      }

      void main() {
        vec4 x = getAAtOutCoords();
        vec4 y = unaryOperation(x);

        setOutput(y);
      }
    `}};var pc=class{constructor(e){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!1,this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length);let t=e.length,n=Ae("rc",t),o=J(t),s=X_(t,n),i=n.slice(-2),u=t<=1?"rc":`vec2(${i.join(",")})`;this.userCode=`
      void main() {
        ${o} rc = getOutputCoords();
        vec4 packedInput = getA(${s});

        setOutput(getChannel(packedInput, ${u}));
      }
    `}};var JP=nr.whereImpl,eM=1e-7,tM=1e-4,dc={};function rM(r){return r in dc||(dc[r]={}),dc[r]}var nM=S().getNumber("CPU_HANDOFF_SIZE_THRESHOLD"),oM=600;function sM(){return S().global.screen==null?1024:S().global.screen.height*S().global.screen.width*window.devicePixelRatio*oM/1024/1024}var Ya=class r extends pr{nextDataId(){return r.nextDataId++}constructor(e){if(super(),this.pendingRead=new WeakMap,this.pendingDisposal=new WeakSet,this.dataRefCount=new WeakMap,this.numBytesInGPU=0,this.uploadWaitMs=0,this.downloadWaitMs=0,this.lastGlFlushTime=0,this.warnedAboutMemory=!1,this.pendingDeletes=0,this.disposed=!1,!S().getBool("HAS_WEBGL"))throw new Error("WebGL is not supported on this device");let t;if(e!=null){if(e instanceof rs)t=e;else{let n=vt(S().getNumber("WEBGL_VERSION"),e);t=new rs(n)}this.binaryCache={},this.gpgpuCreatedLocally=!1}else{let n=vt(S().getNumber("WEBGL_VERSION"));t=new rs(n),this.binaryCache=rM(S().getNumber("WEBGL_VERSION")),this.gpgpuCreatedLocally=!0}this.gpgpu=t,this.canvas=this.gpgpu.gl.canvas,this.textureManager=new cc(this.gpgpu),this.numMBBeforeWarning=sM(),this.texData=new an(this,Ht())}numDataIds(){return this.texData.numDataIds()-this.pendingDeletes}writeTexture(e,t,n,o,s,i){let u=this.makeTensorInfo(t,n),l=this.texData.get(u.dataId);l.isPacked=!1,l.texture={texture:e,texShape:[o,s]},l.texShape=[o,s];let a=Ka(t),c=new Xa(a,!1,i),p=this.runWebGLProgram(c,[u],n,[[o,s]]);return p.shape=t,l.texture=null,this.disposeIntermediateTensorInfo(u),p.dataId}write(e,t,n){if((S().getBool("WEBGL_CHECK_NUMERICAL_PROBLEMS")||S().getBool("DEBUG"))&&this.checkNumericalProblems(e),n==="complex64"&&e!=null)throw new Error("Cannot write to a complex64 dtype. Please use tf.complex(real, imag).");let o={id:this.nextDataId()};return this.texData.set(o,{shape:t,dtype:n,values:e,usage:Ke.UPLOAD,refCount:1}),o}refCount(e){return this.texData.has(e)?this.texData.get(e).refCount:0}incRef(e){let t=this.texData.get(e);t.refCount++}decRef(e){if(this.texData.has(e)){let t=this.texData.get(e);t.refCount--}}move(e,t,n,o,s){if(S().getBool("DEBUG")&&this.checkNumericalProblems(t),o==="complex64")throw new Error("Cannot write to a complex64 dtype. Please use tf.complex(real, imag).");this.texData.set(e,{shape:n,dtype:o,values:t,usage:Ke.UPLOAD,refCount:s})}disposeIntermediateTensorInfo(e){this.disposeData(e.dataId)}readSync(e){let t=this.texData.get(e),{values:n,dtype:o,complexTensorInfos:s,slice:i,shape:u,isPacked:l}=t;if(i!=null){let d;l?d=new mt(u,ar):d=new qe(u,ar);let m=this.runWebGLProgram(d,[{dataId:e,shape:u,dtype:o}],o),f=this.readSync(m.dataId);return this.disposeIntermediateTensorInfo(m),f}if(n!=null)return this.convertAndCacheOnCPU(e);if(o==="string")return n;let a=this.activeTimers!=null,c;a&&(c=b.now());let p;if(o==="complex64"){let d=this.readSync(s.real.dataId),m=this.readSync(s.imag.dataId);p=C.mergeRealAndImagArrays(d,m)}else p=this.getValuesFromTexture(e);return a&&(this.downloadWaitMs+=b.now()-c),this.convertAndCacheOnCPU(e,p)}async read(e){if(this.pendingRead.has(e)){let f=this.pendingRead.get(e);return new Promise(h=>f.push(h))}let t=this.texData.get(e),{values:n,shape:o,slice:s,dtype:i,complexTensorInfos:u,isPacked:l}=t;if(s!=null){let f;l?f=new mt(o,ar):f=new qe(o,ar);let h=this.runWebGLProgram(f,[{dataId:e,shape:o,dtype:i}],i),g=this.read(h.dataId);return this.disposeIntermediateTensorInfo(h),g}if(n!=null)return this.convertAndCacheOnCPU(e);if(S().getBool("DEBUG")&&!S().getBool("WEBGL_DOWNLOAD_FLOAT_ENABLED")&&S().getNumber("WEBGL_VERSION")===2)throw new Error("tensor.data() with WEBGL_DOWNLOAD_FLOAT_ENABLED=false and WEBGL_VERSION=2 not yet supported.");let a=null,c;if(i!=="complex64"&&S().get("WEBGL_BUFFER_SUPPORTED")){c=this.decode(e);let f=this.texData.get(c.dataId);a=this.gpgpu.createBufferFromTexture(f.texture.texture,...Ga(o))}this.pendingRead.set(e,[]),i!=="complex64"&&await this.gpgpu.createAndWaitForFence();let p;if(i==="complex64"){let f=await Promise.all([this.read(u.real.dataId),this.read(u.imag.dataId)]),h=f[0],g=f[1];p=C.mergeRealAndImagArrays(h,g)}else if(a==null)p=this.getValuesFromTexture(e);else{let f=b.sizeFromShape(o);p=this.gpgpu.downloadFloat32MatrixFromBuffer(a,f)}if(c!=null&&this.disposeIntermediateTensorInfo(c),a!=null){let f=this.gpgpu.gl;V(f,()=>f.deleteBuffer(a))}let d=this.convertAndCacheOnCPU(e,p),m=this.pendingRead.get(e);return this.pendingRead.delete(e),m.forEach(f=>f(d)),this.pendingDisposal.has(e)&&(this.pendingDisposal.delete(e),this.disposeData(e)&&Ht().removeDataId(e,this),this.pendingDeletes--),d}readToGPU(e,t={}){let n=this.texData.get(e),{values:o,shape:s,slice:i,dtype:u,isPacked:l,texture:a}=n;if(u==="complex64")throw new Error("Does not support reading texture for complex64 dtype.");if(i!=null){let m;l?m=new mt(s,ar):m=new qe(s,ar);let f=this.runWebGLProgram(m,[{dataId:e,shape:s,dtype:u}],u),h=this.readToGPU(f,t);return this.disposeIntermediateTensorInfo(f),h}if(a==null)throw o!=null?new Error("Data is not on GPU but on CPU."):new Error("There is no data on GPU or CPU.");let c=this.decode(e,t.customTexShape),p=Ht().makeTensorFromTensorInfo(c),d=this.texData.get(c.dataId);return Object.assign({tensorRef:p},d.texture)}bufferSync(e){let t=this.readSync(e.dataId);if(e.dtype==="string")try{let n=t.map(o=>b.decodeString(o));return be(e.shape,e.dtype,n)}catch{throw new Error("Failed to decode encoded string bytes into utf-8")}return be(e.shape,e.dtype,t)}checkNumericalProblems(e){if(e!=null)for(let t=0;t<e.length;t++){let n=e[t];if(!dS(n))throw S().getBool("WEBGL_RENDER_FLOAT32_CAPABLE")?Error(`The value ${n} cannot be represented with your current settings. Consider enabling float32 rendering: 'tf.env().set('WEBGL_RENDER_FLOAT32_ENABLED', true);'`):Error(`The value ${n} cannot be represented on this device.`)}}getValuesFromTexture(e){let{shape:t,dtype:n,isPacked:o}=this.texData.get(e),s=b.sizeFromShape(t);if(S().getBool("WEBGL_DOWNLOAD_FLOAT_ENABLED")){let d=this.decode(e),m=this.texData.get(d.dataId),f=this.gpgpu.downloadMatrixFromPackedTexture(m.texture.texture,...Ga(t)).subarray(0,s);return this.disposeIntermediateTensorInfo(d),f}let i=S().getBool("WEBGL_PACK")&&o===!0,u=i?Ka(t):t,l=i?new oc(u):new nc(u),a=this.runWebGLProgram(l,[{shape:u,dtype:n,dataId:e}],"float32"),c=this.texData.get(a.dataId),p=this.gpgpu.downloadByteEncodedFloatMatrixFromOutputTexture(c.texture.texture,c.texShape[0],c.texShape[1]).subarray(0,s);return this.disposeIntermediateTensorInfo(a),p}timerAvailable(){return S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE")>0}time(e){let t=this.activeTimers,n=[],o=!1;this.programTimersStack==null?(this.programTimersStack=n,o=!0):this.activeTimers.push(n),this.activeTimers=n,e();let s=b.flatten(this.activeTimers.map(l=>l.query)).filter(l=>l!=null),i=b.flatten(this.activeTimers.map(l=>l.name)).filter(l=>l!=null);this.activeTimers=t,o&&(this.programTimersStack=null);let u={uploadWaitMs:this.uploadWaitMs,downloadWaitMs:this.downloadWaitMs,kernelMs:null,wallMs:null};return(async()=>{if(S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE")>0){let l=await Promise.all(s);u.kernelMs=b.sum(l),u.getExtraProfileInfo=()=>l.map((a,c)=>({name:i[c],ms:a})).map(a=>`${a.name}: ${a.ms}`).join(", ")}else u.kernelMs={error:"WebGL query timers are not supported in this environment."};return this.uploadWaitMs=0,this.downloadWaitMs=0,u})()}memory(){return{unreliable:!1,numBytesInGPU:this.numBytesInGPU,numBytesInGPUAllocated:this.textureManager.numBytesAllocated,numBytesInGPUFree:this.textureManager.numBytesFree}}startTimer(){return S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE")>0?this.gpgpu.beginQuery():{startMs:b.now(),endMs:null}}endTimer(e){return S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE")>0?(this.gpgpu.endQuery(),e):(e.endMs=b.now(),e)}async getQueryTime(e){if(S().getNumber("WEBGL_DISJOINT_QUERY_TIMER_EXTENSION_RELIABLE")>0)return this.gpgpu.waitForQueryAndGetTime(e);let t=e;return t.endMs-t.startMs}disposeData(e,t=!1){if(this.pendingDisposal.has(e))return!1;if(!this.texData.has(e))return!0;if(t?this.texData.get(e).refCount=0:this.texData.get(e).refCount--,!t&&this.texData.get(e).refCount>0)return!1;if(this.pendingRead.has(e))return this.pendingDisposal.add(e),this.pendingDeletes++,!1;this.releaseGPUData(e);let{complexTensorInfos:n}=this.texData.get(e);return n!=null&&(this.disposeData(n.real.dataId,t),this.disposeData(n.imag.dataId,t)),this.texData.delete(e),!0}releaseGPUData(e){let{texture:t,dtype:n,texShape:o,usage:s,isPacked:i,slice:u}=this.texData.get(e),l=u&&u.origDataId||e,a=this.dataRefCount.get(l);a>1?this.dataRefCount.set(l,a-1):(this.dataRefCount.delete(l),t!=null&&(this.numBytesInGPU-=this.computeBytes(o,n),this.textureManager.releaseTexture(t,o,s,i)));let c=this.texData.get(e);c.texture=null,c.texShape=null,c.isPacked=!1,c.slice=null}getTexture(e){return this.uploadToGPU(e),this.texData.get(e).texture.texture}getDataInfo(e){return this.texData.get(e)}shouldExecuteOnCPU(e,t=nM){return S().getBool("WEBGL_CPU_FORWARD")&&e.every(n=>this.texData.get(n.dataId).texture==null&&b.sizeFromShape(n.shape)<t)}getGPGPUContext(){return this.gpgpu}where(e){C.warn("tf.where() in webgl locks the UI thread. Call tf.whereAsync() instead");let t=e.dataSync();return JP(e.shape,t)}packedUnaryOp(e,t,n){let o=new mt(e.shape,t),s=this.compileAndRun(o,[e],n);return Ht().makeTensorFromTensorInfo(s)}abs(e){if(this.shouldExecuteOnCPU([e])&&e.dtype!=="complex64"){let o=ic(this.texData.get(e.dataId).values);return this.makeOutput(e.shape,e.dtype,o)}if(S().getBool("WEBGL_PACK_UNARY_OPERATIONS"))return this.packedUnaryOp(e,Ig,e.dtype);let t=new qe(e.shape,Ig),n=this.compileAndRun(t,[e]);return Ht().makeTensorFromTensorInfo(n)}makeTensorInfo(e,t,n){let o;if(t==="string"&&n!=null&&n.length>0&&b.isString(n[0])){let s=n.map(i=>b.encodeString(i));o=this.write(s,e,t)}else o=this.write(n,e,t);return this.texData.get(o).usage=null,{dataId:o,shape:e,dtype:t}}makeOutput(e,t,n){return Ht().makeTensorFromTensorInfo(this.makeTensorInfo(e,t,n),this)}unpackTensor(e){let t=new pc(e.shape);return this.runWebGLProgram(t,[e],e.dtype)}packTensor(e){let t=new lc(e.shape);return this.runWebGLProgram(t,[e],e.dtype,null,!0)}packedReshape(e,t){let n=[Yr(e.shape),...Qr(e.shape)],o={dtype:e.dtype,shape:n,dataId:e.dataId},s=[Yr(t),...Qr(t)],i=new ns(s,n),u=!0,l=[n],a=this.runWebGLProgram(i,[o],e.dtype,l,u);return{dataId:a.dataId,shape:t,dtype:a.dtype}}decode(e,t){let n=this.texData.get(e),{isPacked:o,shape:s,dtype:i}=n;if(t!=null){let d=b.sizeFromShape(s),m=t[0]*t[1]*4;b.assert(d<=m,()=>"customTexShape is too small. Row * Column * 4 should be equal or larger than the size of the tensor data.")}let u=Ka(s),l;o?l=new rc(u):l=new tc(u);let a=!0,c=[t??Ga(u)],p=this.runWebGLProgram(l,[{shape:u,dtype:i,dataId:e}],i,c,a,t);return{dtype:i,shape:s,dataId:p.dataId}}runWebGLProgram(e,t,n,o,s=!1,i){let u=this.makeTensorInfo(e.outputShape,n),l=this.texData.get(u.dataId);if(e.packedOutput&&(l.isPacked=!0),e.outPackingScheme===jr.DENSE){let x=i??Ga(e.outputShape);l.texShape=x.map(y=>y*2)}if(e.outTexUsage!=null&&(l.usage=e.outTexUsage),b.sizeFromShape(u.shape)===0)return l.values=b.getTypedArrayFromDType(u.dtype,0),u;let a=[],c=t.map(x=>{if(x.dtype==="complex64")throw new Error("GPGPUProgram does not support complex64 input. For complex64 dtypes, please separate the program into real and imaginary parts.");let y=this.texData.get(x.dataId);if(y.texture==null){if(!e.packedInputs&&b.sizeFromShape(x.shape)<=S().getNumber("WEBGL_SIZE_UPLOAD_UNIFORM"))return{shape:x.shape,texData:null,isUniform:!0,uniformValues:y.values};e.packedInputs&&(y.isPacked=!0,y.shape=x.shape)}if(this.uploadToGPU(x.dataId),!!y.isPacked!=!!e.packedInputs)x=y.isPacked?this.unpackTensor(x):this.packTensor(x),a.push(x),y=this.texData.get(x.dataId);else if(y.isPacked&&!Un(y.shape,x.shape)){let w=x,v=x.shape;x.shape=y.shape,x=this.packedReshape(x,v),a.push(x),y=this.texData.get(x.dataId),w.shape=v}return{shape:x.shape,texData:y,isUniform:!1}});this.uploadToGPU(u.dataId);let p={shape:u.shape,texData:l,isUniform:!1},d=US(e,c,p),m=this.getAndSaveBinary(d,()=>BS(this.gpgpu,e,c,p)),f=this.activeTimers!=null,h;f&&(h=this.startTimer()),S().get("ENGINE_COMPILE_ONLY")||LS(this.gpgpu,m,c,p,o),a.forEach(x=>this.disposeIntermediateTensorInfo(x)),f&&(h=this.endTimer(h),this.activeTimers.push({name:e.constructor.name,query:this.getQueryTime(h)}));let g=S().getNumber("WEBGL_FLUSH_THRESHOLD");if(g>0){let x=b.now();x-this.lastGlFlushTime>g&&(this.gpgpu.gl.flush(),this.lastGlFlushTime=x)}if(!S().getBool("WEBGL_LAZILY_UNPACK")&&l.isPacked&&s===!1){let x=this.unpackTensor(u);return this.disposeIntermediateTensorInfo(u),x}return u}compileAndRun(e,t,n,o,s=!1){return n=n||t[0].dtype,this.runWebGLProgram(e,t,n,o,s)}getAndSaveBinary(e,t){return e in this.binaryCache||(this.binaryCache[e]=t()),this.binaryCache[e]}getTextureManager(){return this.textureManager}dispose(){this.disposed||(S().getBool("IS_TEST")||Object.keys(this.binaryCache).forEach(t=>{this.gpgpu.deleteProgram(this.binaryCache[t].webGLProgram),delete this.binaryCache[t]}),this.textureManager.dispose(),this.canvas!=null&&typeof HTMLCanvasElement<"u"&&this.canvas instanceof HTMLCanvasElement?this.canvas.remove():this.canvas=null,this.gpgpuCreatedLocally&&(this.gpgpu.program=null,this.gpgpu.dispose()),this.disposed=!0)}floatPrecision(){return this.floatPrecisionValue==null&&(this.floatPrecisionValue=fe(()=>{if(!S().get("WEBGL_RENDER_FLOAT32_ENABLED")){let e=S().getBool("DEBUG");S().set("DEBUG",!1);let t=this.abs(lt(1e-8)).dataSync()[0];if(S().set("DEBUG",e),t>0)return 32}return 16})),this.floatPrecisionValue}epsilon(){return this.floatPrecision()===32?eM:tM}uploadToGPU(e){let t=this.texData.get(e),{shape:n,dtype:o,values:s,texture:i,usage:u,isPacked:l}=t;if(i!=null)return;let a=this.activeTimers!=null,c;a&&(c=b.now());let p=t.texShape;if(p==null&&(p=_S(n,l),t.texShape=p),s!=null){let d=Ka(n),m,f=p[1],h=p[0],g=s instanceof Uint8Array||s instanceof Uint8ClampedArray;(l||!g)&&([f,h]=or(p[0],p[1])),l?m=new sc(d,g):m=new Xa(d,g);let x=g?[h,f]:p,y=this.makeTensorInfo(x,o),w=this.texData.get(y.dataId);g?w.usage=Ke.PIXELS:w.usage=Ke.UPLOAD,w.texShape=x,this.gpgpu.uploadDenseMatrixToTexture(this.getTexture(y.dataId),f,h,s);let v=[[h,f]],T=this.runWebGLProgram(m,[y],o,v,!0),R=this.texData.get(T.dataId);t.texShape=R.texShape,t.isPacked=R.isPacked,t.usage=R.usage,S().get("ENGINE_COMPILE_ONLY")?this.disposeData(T.dataId):(t.texture=R.texture,t.values=null,this.texData.delete(T.dataId)),this.disposeIntermediateTensorInfo(y),a&&(this.uploadWaitMs+=b.now()-c)}else{let d=this.acquireTexture(p,u,o,l);t.texture=d}}convertAndCacheOnCPU(e,t){let n=this.texData.get(e),{dtype:o}=n;return t!=null&&(n.values=aM(t,o)),n.values}acquireTexture(e,t,n,o){if(this.numBytesInGPU+=this.computeBytes(e,n),!this.warnedAboutMemory&&this.numBytesInGPU>this.numMBBeforeWarning*1024*1024){let s=(this.numBytesInGPU/1024/1024).toFixed(2);this.warnedAboutMemory=!0,console.warn(`High memory usage in GPU: ${s} MB, most likely due to a memory leak`)}return this.textureManager.acquireTexture(e,t,o)}computeBytes(e,t){return e[0]*e[1]*b.bytesPerElement(t)}checkCompileCompletion(){for(let[,e]of Object.entries(this.binaryCache))this.checkCompletion_(e)}async checkCompileCompletionAsync(){let e=[];if(this.gpgpu.parallelCompilationExtension){for(let[,t]of Object.entries(this.binaryCache))e.push(this.checkCompletionAsync_(t));return Promise.all(e)}else{for(let[,t]of Object.entries(this.binaryCache)){let n=new Promise(o=>{try{this.checkCompletion_(t),o(!0)}catch(s){throw s}});e.push(n)}return Promise.all(e)}}async checkCompletionAsync_(e){return this.gpgpu.gl.getProgramParameter(e.webGLProgram,this.gpgpu.parallelCompilationExtension.COMPLETION_STATUS_KHR)?this.checkCompletion_(e):(await hh(),this.checkCompletionAsync_(e))}checkCompletion_(e){if(this.gpgpu.gl.getProgramParameter(e.webGLProgram,this.gpgpu.gl.LINK_STATUS)===!1)throw console.log(this.gpgpu.gl.getProgramInfoLog(e.webGLProgram)),this.gpgpu.gl.getShaderParameter(e.fragmentShader,this.gpgpu.gl.COMPILE_STATUS)===!1?(dg(e.source,this.gpgpu.gl.getShaderInfoLog(e.fragmentShader)),new Error("Failed to compile fragment shader.")):new Error("Failed to link vertex and fragment shaders.");return!0}getUniformLocations(){for(let e of Object.values(this.binaryCache)){this.gpgpu.buildVao(e.webGLProgram);let{variablesLocations:t,customUniformLocations:n,infLoc:o,nanLoc:s,outShapeLocation:i,outShapeStridesLocation:u,outTexShapeLocation:l}=gg(this.gpgpu,e.program,e.webGLProgram);e.variablesLocations=t,e.customUniformLocations=n,e.infLoc=o,e.nanLoc=s,e.outShapeLocation=i,e.outShapeStridesLocation=u,e.outTexShapeLocation=l}}createTensorFromGPUData(e,t,n){e.channels=e.channels||"RGBA";let{texture:o,height:s,width:i,channels:u}=e,l=Ht().backend;if(!l.gpgpu.gl.isTexture(o))throw new Error("The texture is invalid. Also, please make sure the texture and the TFJS WebGL backend are using the same canvas. If you want to use your own custom canvas, you have to create and use the custom TFJS WebGL backend created from the canvas through 'new tf.MathBackendWebGL(customCanvas)'.");let a=l.writeTexture(o,t,n,s,i,u);return Ht().makeTensorFromDataId(a,t,n,l)}};Ya.nextDataId=0;function aM(r,e){if(e==="float32"||e==="complex64")return r;if(e==="int32"||e==="bool"){let t=e==="int32"?new Int32Array(r.length):new Uint8Array(r.length);for(let n=0;n<t.length;++n)t[n]=Math.round(r[n]);return t}else throw new Error(`Unknown dtype ${e}`)}Gr.isBrowser()&&cl("webgl",()=>new Ya,2);var os=`
  if (isnan(a)) return a;
  if (isnan(b)) return b;
`;var ft=class{constructor(e,t,n){this.variableNames=["A","B"],this.outputShape=C.assertAndGetBroadcastShape(t,n),this.enableShapeUniforms=he(this.outputShape.length),this.userCode=`
      float binaryOperation(float a, float b) {
        ${e}
      }

      void main() {
        float a = getAAtOutCoords();
        float b = getBAtOutCoords();
        setOutput(binaryOperation(a, b));
      }
    `}};var St=`
  result.r = isNaN.r ? NAN : result.r;
  result.g = isNaN.g ? NAN : result.g;
  result.b = isNaN.b ? NAN : result.b;
  result.a = isNaN.a ? NAN : result.a;
`;var It=class{constructor(e,t,n,o=!1){this.variableNames=["A","B"],this.supportsBroadcasting=!0,this.packedInputs=!0,this.packedOutput=!0,this.outputShape=C.assertAndGetBroadcastShape(t,n);let s=this.outputShape.length;this.enableShapeUniforms=he(s);let i="";if(o)if(s===0||b.sizeFromShape(this.outputShape)===1)i=`
          result.y = 0.;
          result.z = 0.;
          result.w = 0.;
        `;else if(i=`
          ${J(s)} coords = getOutputCoords();
        `,s===1)this.enableShapeUniforms?i+=`
            result.y = (coords + 1) >= outShape ? 0. : result.y;
            result.z = 0.;
            result.w = 0.;
          `:i+=`
            result.y = (coords + 1) >= ${this.outputShape[0]} ? 0. : result.y;
            result.z = 0.;
            result.w = 0.;
          `;else{let l=Ae("coords",s);this.enableShapeUniforms?i+=`
            bool nextRowOutOfBounds =
              (${l[s-2]} + 1) >= outShape[${s} - 2];
            bool nextColOutOfBounds =
              (${l[s-1]} + 1) >= outShape[${s} - 1];
            result.y = nextColOutOfBounds ? 0. : result.y;
            result.z = nextRowOutOfBounds ? 0. : result.z;
            result.w = nextColOutOfBounds || nextRowOutOfBounds ? 0. : result.w;
          `:i+=`
            bool nextRowOutOfBounds =
              (${l[s-2]} + 1) >= ${this.outputShape[s-2]};
            bool nextColOutOfBounds =
              (${l[s-1]} + 1) >= ${this.outputShape[s-1]};
            result.y = nextColOutOfBounds ? 0. : result.y;
            result.z = nextRowOutOfBounds ? 0. : result.z;
            result.w = nextColOutOfBounds || nextRowOutOfBounds ? 0. : result.w;
          `}this.userCode=`
      vec4 binaryOperation(vec4 a, vec4 b) {
        ${e}
      }

      void main() {
        vec4 a = getAAtOutCoords();
        vec4 b = getBAtOutCoords();

        vec4 result = binaryOperation(a, b);
        ${i}

        setOutput(result);
      }
    `}};function Ne(r){let{inputs:e,backend:t}=r,{x:n}=e;return t.incRef(n.dataId),{dataId:n.dataId,shape:n.shape,dtype:n.dtype}}var l0={kernelName:mr,backendName:"webgl",kernelFunc:Ne};function ht(r){let{inputs:e,backend:t}=r,{real:n,imag:o}=e,s=t.makeTensorInfo(n.shape,"complex64"),i=t.texData.get(s.dataId),u=Ne({inputs:{x:n},backend:t}),l=Ne({inputs:{x:o},backend:t});return i.complexTensorInfos={real:u,imag:l},s}var c0={kernelName:Ns,backendName:"webgl",kernelFunc:ht};var Sg="return (a < 0.) ? b * a : a;",_g=`
  vec4 aLessThanZero = vec4(lessThan(a, vec4(0.)));
  return (aLessThanZero * (b * a)) + ((vec4(1.0) - aLessThanZero) * a);
`;function iM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{alpha:s}=n,i=t.makeTensorInfo([],"float32",b.createScalarValue(s,"float32")),u=S().getBool("WEBGL_PACK_BINARY_OPERATIONS")?new It(_g,o.shape,i.shape):new ft(Sg,o.shape,i.shape),l=t.runWebGLProgram(u,[o,i],"float32");return t.disposeIntermediateTensorInfo(i),l}var p0={kernelName:gn,backendName:"webgl",kernelFunc:iM};var kg="return (a < 0.) ? b * a : a;",Tg=`
  vec4 aLessThanZero = vec4(lessThan(a, vec4(0.)));
  return (aLessThanZero * (b * a)) + ((vec4(1.0) - aLessThanZero) * a);
`;function uM(r){let{inputs:e,backend:t}=r,{x:n,alpha:o}=e,s=S().getBool("WEBGL_PACK_BINARY_OPERATIONS")?new It(Tg,n.shape,o.shape):new ft(kg,n.shape,o.shape);return t.runWebGLProgram(s,[n,o],"float32")}var d0={kernelName:yn,backendName:"webgl",kernelFunc:uM};var Ut="if (isnan(x)) return x;";function q({opSnippet:r,packedOpSnippet:e,cpuKernelImpl:t,dtype:n}){return({inputs:o,backend:s})=>{let{x:i}=o,u=s,l=n||i.dtype;if(u.shouldExecuteOnCPU([i])&&t!=null){let p=u.texData.get(i.dataId),d=t(p.values,l);return u.makeTensorInfo(i.shape,l,d)}let a=S().getBool("WEBGL_PACK_UNARY_OPERATIONS")&&e!=null,c;return a?c=new mt(i.shape,e):c=new qe(i.shape,r),u.runWebGLProgram(c,[i],l)}}function de({opSnippet:r,packedOpSnippet:e,checkOutOfBounds:t=!1,supportsComplex:n=!1,cpuKernelImpl:o,dtype:s}){return({inputs:i,backend:u})=>{let{a:l,b:a}=i,c=u;if(n&&l.dtype==="complex64"){let f=c.texData.get(l.dataId),h=c.texData.get(a.dataId),[g,x]=[[f.complexTensorInfos.real,h.complexTensorInfos.real],[f.complexTensorInfos.imag,h.complexTensorInfos.imag]].map(w=>{let[v,_]=w,T={dataId:v.dataId,dtype:v.dtype,shape:l.shape},R={dataId:_.dataId,dtype:_.dtype,shape:a.shape},A=new ft(r,l.shape,a.shape);return c.runWebGLProgram(A,[T,R],et(v.dtype,_.dtype))}),y=ht({inputs:{real:g,imag:x},backend:c});return c.disposeIntermediateTensorInfo(g),c.disposeIntermediateTensorInfo(x),y}let p=s||et(l.dtype,a.dtype);if((l.dtype==="string"||a.dtype==="string"||c.shouldExecuteOnCPU([l,a]))&&o!=null){let f=c.texData.get(l.dataId).values,h=c.texData.get(a.dataId).values,g=l.dtype==="string"?C.fromUint8ToStringArray(f):f,x=l.dtype==="string"?C.fromUint8ToStringArray(h):h,[y,w]=o(l.shape,a.shape,g,x,p),v=c.makeTensorInfo(w,p),_=c.texData.get(v.dataId);return _.values=y,v}let d=S().getBool("WEBGL_PACK_BINARY_OPERATIONS")&&e!=null,m;return d?m=new It(e,l.shape,a.shape,t):m=new ft(r,l.shape,a.shape),c.runWebGLProgram(m,[l,a],p)}}function vr(r,e=!1){if(r==="linear")return e?o0:Z_;if(r==="relu")return e?a0:e0;if(r==="elu")return e?s0:J_;if(r==="relu6")return e?i0:t0;if(r==="prelu")return e?Tg:kg;if(r==="leakyrelu")return e?_g:Sg;if(r==="sigmoid")return e?u0:r0;throw new Error(`Activation ${r} has not been implemented for the WebGL backend.`)}var ss=class{constructor(e,t,n,o=!1,s=!1,i=!1,u=null,l=!1,a=!1){this.variableNames=["matrixA","matrixB"],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=n,this.enableShapeUniforms=he(this.outputShape.length);let c=o?e[1]:e[2],p=Math.ceil(c/2),d=o?"i * 2, rc.y":"rc.y, i * 2",m=s?"rc.z, i * 2":"i * 2, rc.z",f=o?["a.xxyy","a.zzww"]:["a.xxzz","a.yyww"],h=s?["b.xzxz","b.ywyw"]:["b.xyxy","b.zwzw"],g="",x="";u&&(l?g=`vec4 activation(vec4 a) {
          vec4 b = getPreluActivationWeightsAtOutCoords();
          ${u}
        }`:a?g=`vec4 activation(vec4 a) {
          vec4 b = getLeakyreluAlphaAtOutCoords();
          ${u}
        }`:g=`vec4 activation(vec4 x) {
          ${u}
        }`,x="result = activation(result);");let y=i?"result += getBiasAtOutCoords();":"";i&&this.variableNames.push("bias"),l&&this.variableNames.push("preluActivationWeights"),a&&this.variableNames.push("leakyreluAlpha");let w="rc.x",v="rc.x";e[0]<t[0]?w=`imod(rc.x, ${e[0]})`:t[0]<e[0]&&(v=`imod(rc.x, ${t[0]})`),this.userCode=`
      ${g}
      // Don't use uniform for sharedDimensionPacked for performance.
      const float sharedDimension = ${p}.0;

      vec4 dot2x2ARowBCol(ivec3 rc) {
        vec4 result = vec4(0);
        int batchA = ${w};
        int batchB = ${v};
        for (int i = 0; i < ${p}; i++) {
          vec4 a = getMatrixA(batchA, ${d});
          vec4 b = getMatrixB(batchB, ${m});

          // These swizzled products need to be separately added.
          // See: https://github.com/tensorflow/tfjs/issues/1735
          result += (${f[0]} * ${h[0]});
          result += (${f[1]} * ${h[1]});
        }
        return result;
      }

      void main() {
        ivec3 rc = getOutputCoords();
        vec4 result = dot2x2ARowBCol(rc);

        ${y}

        ${x}

        setOutput(result);
      }
    `}};var Eg={REAL:"return areal * breal - aimag * bimag;",IMAG:"return areal * bimag + aimag * breal;"},Qa=class{constructor(e,t,n){this.variableNames=["AReal","AImag","BReal","BImag"],this.outputShape=C.assertAndGetBroadcastShape(t,n),this.userCode=`
      float binaryOpComplex(
          float areal, float aimag, float breal, float bimag) {
        ${e}
      }

      void main() {
        float areal = getARealAtOutCoords();
        float aimag = getAImagAtOutCoords();
        float breal = getBRealAtOutCoords();
        float bimag = getBImagAtOutCoords();
        setOutput(binaryOpComplex(areal, aimag, breal, bimag));
      }
    `}};var m0="return a * b;";function Za(r){let{inputs:e,backend:t}=r,{a:n,b:o}=e,s=C.upcastType(n.dtype,o.dtype);if(n.dtype==="complex64"){let u=t.texData.get(n.dataId),l=t.texData.get(o.dataId),a=new Qa(Eg.REAL,n.shape,o.shape),c=new Qa(Eg.IMAG,n.shape,o.shape),p=[{dataId:u.complexTensorInfos.real.dataId,dtype:u.complexTensorInfos.real.dtype,shape:n.shape},{dataId:u.complexTensorInfos.imag.dataId,dtype:u.complexTensorInfos.imag.dtype,shape:n.shape},{dataId:l.complexTensorInfos.real.dataId,dtype:l.complexTensorInfos.real.dtype,shape:o.shape},{dataId:l.complexTensorInfos.imag.dataId,dtype:l.complexTensorInfos.imag.dtype,shape:o.shape}],d=t.runWebGLProgram(a,p,"float32"),m=t.runWebGLProgram(c,p,"float32"),f=ht({inputs:{real:d,imag:m},backend:t});return t.disposeIntermediateTensorInfo(d),t.disposeIntermediateTensorInfo(m),f}if(t.shouldExecuteOnCPU([n,o])){let u=t.texData.get(n.dataId),l=t.texData.get(o.dataId),[a,c]=S_(n.shape,o.shape,u.values,l.values,s),p=t.makeTensorInfo(c,s),d=t.texData.get(p.dataId);return d.values=a,p}let i;return S().getBool("WEBGL_PACK_BINARY_OPERATIONS")?i=new It(m0,n.shape,o.shape):i=new ft(m0,n.shape,o.shape),t.runWebGLProgram(i,[n,o],s)}var f0={kernelName:Dr,backendName:"webgl",kernelFunc:Za};function h0(r,e,t){let n=[Yr(r.shape),...Qr(r.shape)],o={dtype:r.dtype,shape:n,dataId:r.dataId},s=[Yr(e),...Qr(e)],i=new ns(s,n),u=!0,l=[n],a=t.runWebGLProgram(i,[o],r.dtype,l,u);return{dataId:a.dataId,shape:e,dtype:a.dtype}}function P(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{shape:s}=n,i=t,u=b.sizeFromShape(o.shape),l=b.inferFromImplicitShape(s,u),a=b.sizeFromShape(l);b.assert(u===a,()=>`The new shape (${l}) has ${a} elements and the old shape (${o.shape}) has ${u} elements. The new shape and old shape must have the same number of elements.`);let c=i.texData.get(o.dataId);return c.isPacked&&!Un(o.shape,l)&&!(c.texture!==null&&Un(c.shape,l))?h0(o,l,i):(i.incRef(o.dataId),{dataId:o.dataId,shape:l,dtype:o.dtype})}var g0={kernelName:To,backendName:"webgl",kernelFunc:P};var Ja=class{constructor(e,t){this.variableNames=["x"];let{windowSize:n,batchSize:o,inSize:s,outSize:i}=e;this.outputShape=[o,i];let u=Math.floor(n/4)*4,l=n%4,a="sumValue += dot(values, ones);";if(t!=null){let p=1/t;a=`sumValue += dot(values * ${b.isInt(p)?p.toPrecision(2):p}, ones);`}let c="";s%n>0&&(c=`
        if (inIdx < 0 || inIdx >= ${s}) {
          return 0.0;
        }
      `),this.userCode=`
      const vec4 ones = vec4(1.0, 1.0, 1.0, 1.0);

      float getValue(int batch, int inIdx) {
        ${c}
        return getX(batch, inIdx);
      }

      void main() {
        ivec2 coords = getOutputCoords();
        int batch = coords[0];
        int outIdx = coords[1];
        int inOffset = outIdx * ${n};

        float sumValue = 0.0;

        for (int i = 0; i < ${u}; i += 4) {
          int inIdx = inOffset + i;
          vec4 values = vec4(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            getValue(batch, inIdx + 2),
            getValue(batch, inIdx + 3)
          );

          ${a}
        }

        int inIdx = inOffset + ${u};
        if (${l===1}) {
          vec4 values = vec4(getValue(batch, inIdx), 0.0, 0.0, 0.0);

          ${a}
        } else if (${l===2}) {
          vec4 values = vec4(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1), 0.0, 0.0);

          ${a}
        } else if (${l===3}) {
          vec4 values = vec4(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            getValue(batch, inIdx + 2), 0.0);

          ${a}
        }
        setOutput(sumValue);
      }
    `}};var mc=class{constructor(e,t){this.variableNames=["x"];let{windowSize:n,batchSize:o,inSize:s,outSize:i}=e;this.outputShape=[o,i];let u="0.0",l="";t==="prod"?u="1.0":t==="min"?(u="1.0 / 1e-20",l="min"):t==="max"&&(u="-1.0 / 1e-20",l="max");let a=`${t}(${t}(${t}(minMaxValue[0], minMaxValue[1]), minMaxValue[2]), minMaxValue[3])`;t==="sum"?a="sumValue":t==="prod"?a="prodValue":t==="all"?a="allValue":t==="any"&&(a="anyValue");let c=Math.floor(n/4)*4,p=n%4,d=`
      if (${t==="sum"}) {
        sumValue += dot(values, ones);
      } else if (${t==="prod"}) {
        vec2 tmp = vec2(values[0], values[1]) * vec2(values[2], values[3]);
        prodValue *= tmp[0] * tmp[1];
      } else {
        minMaxValue = ${l}(values, minMaxValue);
        if (${t==="min"} || ${t==="max"}) {
          minMaxValue = ${l}(values, minMaxValue);
          bvec4 isNaN = isnan(values);
          if (isNaN.r || isNaN.g || isNaN.b || isNaN.a) {
            minMaxValue = vec4(NAN);
          }
        }
      }
    `,m="vec4";t==="all"?(u="1.0",d=`
        bool reducedAllValue = all(values);
        float floatedReducedAllValue = float(reducedAllValue);
        allValue = float(allValue >= 1.0 && floatedReducedAllValue >= 1.0);
      `,m="bvec4"):t==="any"&&(u="0.0",d=`
        bool reducedAnyValue = any(values);
        float floatedReducedAnyValue = float(reducedAnyValue);
        anyValue = float(anyValue >= 1.0 || floatedReducedAnyValue >= 1.0);
      `,m="bvec4");let f="";s%n>0&&(f=`
        if (inIdx < 0 || inIdx >= ${s}) {
          return initializationValue;
        }
      `),this.userCode=`
      const float initializationValue = ${u};
      const vec4 ones = vec4(1.0, 1.0, 1.0, 1.0);

      float getValue(int batch, int inIdx) {
        ${f}
        return getX(batch, inIdx);
      }

      void main() {
        ivec2 coords = getOutputCoords();
        int batch = coords[0];
        int outIdx = coords[1];
        int inOffset = outIdx * ${n};

        vec4 minMaxValue = vec4(${u});
        float prodValue = 1.0;
        float sumValue = 0.0;
        float allValue = 1.0;
        float anyValue = 0.0;

        for (int i = 0; i < ${c}; i += 4) {
          int inIdx = inOffset + i;
          ${m} values = ${m}(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            getValue(batch, inIdx + 2),
            getValue(batch, inIdx + 3)
          );

          ${d}
        }

        int inIdx = inOffset + ${c};
        if (${p===1}) {
          ${m} values = ${m}(
            getValue(batch, inIdx),
            initializationValue,
            initializationValue,
            initializationValue
          );

          ${d}
        } else if (${p===2}) {
          ${m} values = ${m}(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            initializationValue,
            initializationValue
          );

          ${d}
        } else if (${p===3}) {
          ${m} values = ${m}(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            getValue(batch, inIdx + 2),
            initializationValue
          );

          ${d}
        }
        setOutput(${a});
      }
    `}};function cM(r){let e=[];for(;e.length===0||e[e.length-1].outSize!==1;){let t=e.length?e[e.length-1].outSize:r[1],n=C.computeOptimalWindowSize(t);e.push({inSize:t,windowSize:n,outSize:Math.ceil(t/n)})}return e}function _t(r,e,t,n){let o=cM(r.shape),s=r;for(let i=0;i<o.length;i++){let{inSize:u,windowSize:l,outSize:a}=o[i],c,p;t==="mean"?c=i===0?new Ja({windowSize:l,inSize:u,batchSize:r.shape[0],outSize:a},u):new Ja({windowSize:l,inSize:u,batchSize:r.shape[0],outSize:a}):c=new mc({windowSize:l,inSize:u,batchSize:r.shape[0],outSize:a},t),p=s,s=n.runWebGLProgram(c,[s],e),p.dataId!==r.dataId&&n.disposeIntermediateTensorInfo(p)}return s}var fc=class{constructor(e,t){this.variableNames=["A"];let n=new Array(e.length);for(let i=0;i<n.length;i++)n[i]=e[t[i]];this.outputShape=n,this.rank=n.length;let o=J(this.rank),s=pM(t);this.userCode=`
    void main() {
      ${o} resRC = getOutputCoords();
      setOutput(getA(${s}));
    }
    `}};function pM(r){let e=r.length;if(e>6)throw Error(`Transpose for rank ${e} is not yet supported`);let t=["resRC.x","resRC.y","resRC.z","resRC.w","resRC.u","resRC.v"],n=new Array(e);for(let o=0;o<r.length;o++)n[r[o]]=t[o];return n.join()}var hc=class{constructor(e,t){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0;let n=new Array(e.length);for(let c=0;c<n.length;c++)n[c]=e[t[c]];if(this.outputShape=n,this.rank=n.length,this.rank>6)throw Error(`Packed transpose for rank ${this.rank} is not yet supported.`);let o=J(this.rank),s=vg("rc",this.rank),i=new Array(this.rank);for(let c=0;c<t.length;c++)i[t[c]]=s[c];let u=`vec2(${i.slice(-2).join()})`,l=`++${s[this.rank-1]} < ${n[this.rank-1]}`,a=`getChannel(getA(${i.join()}), ${u})`;this.userCode=`
    void main() {
      ${o} rc = getOutputCoords();
      vec4 result = vec4(0.);
      result[0] = ${a};
      if(${l}) {
        result[1] = ${a};
      }
      --${s[this.rank-1]};
      if(++${s[this.rank-2]} < ${n[this.rank-2]}) {
        result[2] = ${a};
        if(${l}) {
          result[3] = ${a};
        }
      }
      setOutput(result);
    }
    `}};function Zr(r,e,t){let n=S().getBool("WEBGL_PACK_ARRAY_OPERATIONS")?new hc(r.shape,e):new fc(r.shape,e);return t.runWebGLProgram(n,[r],r.dtype)}function x0(r,e,t,n){let o=e,s=r.shape.length,i=b.parseAxisParam(o,r.shape),u=i,l=C.getAxesPermutation(u,s),a=l!=null,c=r;a&&(c=Zr(r,l,n),u=C.getInnerMostAxes(u.length,s)),C.assertAxesAreInnerMostDims("sum",u,s);let[p,d]=C.computeOutAndReduceShapes(c.shape,u),m=p;t&&(m=C.expandShapeToKeepDim(p,i));let f=b.sizeFromShape(d),g=b.sizeFromShape(r.shape)/f,x=P({inputs:{x:c},attrs:{shape:[g,f]},backend:n}),y=En(r.dtype),w=_t(x,y,"sum",n),v=P({inputs:{x:w},attrs:{shape:m},backend:n});return n.disposeIntermediateTensorInfo(x),n.disposeIntermediateTensorInfo(w),a&&n.disposeIntermediateTensorInfo(c),v}function zn(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,keepDims:i}=n;return x0(o,s,i,t)}var b0={kernelName:"Sum",backendName:"webgl",kernelFunc:zn};function ve(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{perm:s}=n,i=t,u=o.shape.length,l=new Array(u);for(let c=0;c<l.length;c++)l[c]=o.shape[s[c]];let a;if(i.shouldExecuteOnCPU([o])){let p=i.texData.get(o.dataId).values,d=Gn(p,o.shape,o.dtype,s,l);a=i.makeTensorInfo(l,o.dtype);let m=i.texData.get(a.dataId);m.values=d}else a=Zr(o,s,i);return a}var y0={kernelName:ma,backendName:"webgl",kernelFunc:ve};var Rg=1e3;function Hn({a:r,b:e,transposeA:t,transposeB:n,backend:o,bias:s=null,preluActivationWeights:i=null,leakyreluAlpha:u=0,activation:l=null}){let a=r.shape.length,c=e.shape.length,p=t?r.shape[a-2]:r.shape[a-1],d=n?e.shape[c-1]:e.shape[c-2],m=t?r.shape[a-1]:r.shape[a-2],f=n?e.shape[c-2]:e.shape[c-1],h=r.shape.slice(0,-2),g=e.shape.slice(0,-2),x=b.sizeFromShape(h),y=b.sizeFromShape(g),v=Ot.assertAndGetBroadcastShape(r.shape.slice(0,-2),e.shape.slice(0,-2)).concat([m,f]);b.assert(p===d,()=>`Error in matMul: inner shapes (${p}) and (${d}) of Tensors with shapes ${r.shape} and ${e.shape} and transposeA=${t} and transposeB=${n} must match.`);let _=t?[x,p,m]:[x,m,p],T=n?[y,f,d]:[y,d,f],R=P({inputs:{x:r},backend:o,attrs:{shape:_}}),A=P({inputs:{x:e},backend:o,attrs:{shape:T}}),F=[R,A],D=Math.max(x,y),O=t?R.shape[1]:R.shape[2],W=s!=null,Q=i!=null,oe=l==="leakyrelu",ue=l!=null?vr(l,!0):null,ge=W||Q||oe||ue!=null,ne;if((m===1||f===1)&&O>Rg&&ge===!1){let $e=R,Ve=A;t&&($e=ve({inputs:{x:R},backend:o,attrs:{perm:[0,2,1]}}),F.push($e)),n&&(Ve=ve({inputs:{x:A},backend:o,attrs:{perm:[0,2,1]}}),F.push(Ve));let rt=f!==1,De=f===1,Be=$e;rt&&(Be=P({inputs:{x:$e},backend:o,attrs:{shape:[D,O,1]}}),F.push(Be));let ye=f===1?2:1,$t=Ve;De&&($t=P({inputs:{x:Ve},backend:o,attrs:{shape:[D,1,O]}}),F.push($t));let kt=Za({inputs:{a:Be,b:$t},backend:o});ne=zn({inputs:{x:kt},backend:o,attrs:{axis:ye,keepDims:!0}}),F.push(kt)}else{let $e=et(r.dtype,e.dtype),Ve=new ss(_,T,[D,m,f],t,n,W,ue,Q,oe),rt=[R,A];if(s!=null&&rt.push(s),Q&&rt.push(i),oe){let De=o.makeTensorInfo([],"float32",b.createScalarValue(u,"float32"));rt.push(De),F.push(De)}ne=o.runWebGLProgram(Ve,rt,$e)}let xe=P({inputs:{x:ne},backend:o,attrs:{shape:v}});F.push(ne);for(let $e of F)o.disposeIntermediateTensorInfo($e);return xe}function dM(r){let{inputs:e,backend:t,attrs:n}=r,{a:o,b:s,bias:i,preluActivationWeights:u}=e,{transposeA:l,transposeB:a,activation:c,leakyreluAlpha:p}=n;return Hn({a:o,b:s,transposeA:l,transposeB:a,backend:t,bias:i,preluActivationWeights:u,leakyreluAlpha:p,activation:c})}var C0={kernelName:Or,backendName:"webgl",kernelFunc:dM};var w0="return abs(x);";function mM(r){let{inputs:e,backend:t}=r,{x:n}=e;if(t.shouldExecuteOnCPU([n])&&n.dtype!=="complex64"){let s=t.texData.get(n.dataId),i=ic(s.values);return t.makeTensorInfo(n.shape,n.dtype,i)}let o;return S().getBool("WEBGL_PACK_UNARY_OPERATIONS")?o=new mt(n.shape,w0):o=new qe(n.shape,w0),t.runWebGLProgram(o,[n],n.dtype)}var v0={kernelName:"Abs",backendName:"webgl",kernelFunc:mM};var fM=Ue+`
  if (abs(x) > 1.) {
    return NAN;
  }
  return acos(x);
`,hM=q({opSnippet:fM}),I0={kernelName:ji,backendName:"webgl",kernelFunc:hM};var gM=Ue+`
  if (x < 1.0) return NAN;
return log(x + sqrt(x * x - 1.0));`,xM=q({opSnippet:gM}),S0={kernelName:Yi,backendName:"webgl",kernelFunc:xM};var _0="return a + b;",bM=de({opSnippet:_0,packedOpSnippet:_0,supportsComplex:!0,cpuKernelImpl:n_}),k0={kernelName:"Add",backendName:"webgl",kernelFunc:bM};var gc=class{constructor(e,t){this.outputShape=[],this.outputShape=e,this.variableNames=t.map((s,i)=>`T${i}`);let n=[];this.variableNames.forEach(s=>{n.push(`float v${s} = get${s}AtOutCoords();`)});let o=this.variableNames.map(s=>`v${s}`).join(" + ");this.userCode=`
      void main() {
        ${n.join(`
        `)}

        float result = ${o};
        setOutput(result);
      }
    `}};var xc=class{constructor(e,t){this.outputShape=[],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=e,this.variableNames=t.map((s,i)=>`T${i}`);let n=[];this.variableNames.forEach(s=>{n.push(`vec4 v${s} = get${s}AtOutCoords();`)});let o=this.variableNames.map(s=>`v${s}`).join(" + ");this.userCode=`
      void main() {
        ${n.join(`
        `)}

        vec4 result = ${o};
        setOutput(result);
      }
    `}};function bc(r){let{inputs:e,backend:t}=r,n=e;if(n.length===1)return Ne({inputs:{x:n[0]},backend:t});if(n.length>S().getNumber("WEBGL_MAX_TEXTURES_IN_SHADER")){let l=Math.floor(n.length/2),a=bc({inputs:n.slice(0,l),backend:t}),c=bc({inputs:n.slice(l),backend:t});return bc({inputs:[a,c],backend:t})}let o=n.map(l=>l.dtype).reduce((l,a)=>et(l,a)),s=n.map(l=>l.shape),u=S().getBool("WEBGL_PACK")?new xc(n[0].shape,s):new gc(n[0].shape,s);return t.runWebGLProgram(u,n,o)}var T0={kernelName:Es,backendName:"webgl",kernelFunc:bc};function yM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,keepDims:i}=n,u=o.shape.length,l=b.parseAxisParam(s,o.shape),a=l,c=C.getAxesPermutation(a,u),p=o;c!=null&&(p=ve({inputs:{x:o},backend:t,attrs:{perm:c}}),a=C.getInnerMostAxes(a.length,u)),C.assertAxesAreInnerMostDims("all",a,u);let[d,m]=C.computeOutAndReduceShapes(p.shape,a),f=b.sizeFromShape(m),h=P({inputs:{x:p},backend:t,attrs:{shape:[-1,f]}}),g=_t(h,h.dtype,"all",t),x;if(i){let y=C.expandShapeToKeepDim(d,l);x=P({inputs:{x:g},backend:t,attrs:{shape:y}})}else x=P({inputs:{x:g},backend:t,attrs:{shape:d}});return t.disposeIntermediateTensorInfo(h),t.disposeIntermediateTensorInfo(g),c!=null&&t.disposeIntermediateTensorInfo(p),x}var E0={kernelName:"All",backendName:"webgl",kernelFunc:yM};function CM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,keepDims:i}=n,u=o.shape.length,l=b.parseAxisParam(s,o.shape),a=l,c=C.getAxesPermutation(a,u),p=o;c!=null&&(p=ve({inputs:{x:o},backend:t,attrs:{perm:c}}),a=C.getInnerMostAxes(a.length,u)),C.assertAxesAreInnerMostDims("any",a,u);let[d,m]=C.computeOutAndReduceShapes(p.shape,a),f=b.sizeFromShape(m),h=P({inputs:{x:p},backend:t,attrs:{shape:[-1,f]}}),g=_t(h,h.dtype,"any",t),x;if(i){let y=C.expandShapeToKeepDim(d,l);x=P({inputs:{x:g},backend:t,attrs:{shape:y}})}else x=P({inputs:{x:g},backend:t,attrs:{shape:d}});return t.disposeIntermediateTensorInfo(h),t.disposeIntermediateTensorInfo(g),c!=null&&t.disposeIntermediateTensorInfo(p),x}var R0={kernelName:"Any",backendName:"webgl",kernelFunc:CM};var yc=class{constructor(e,t,n){this.variableNames=["A"];let{windowSize:o,batchSize:s,outSize:i}=e;n||this.variableNames.push("bestIndicesA"),this.outputShape=[s,i];let u=t==="max"?">":"<",l=n?"inOffset + i;":"round(getBestIndicesA(batch, inOffset + i));";this.userCode=`
      void main() {
        ivec2 coords = getOutputCoords();
        int batch = coords[0];
        int outIdx = coords[1];
        int inOffset = outIdx * ${o};

        int bestIndex = inOffset;
        float bestValue = getA(batch, bestIndex);

        for (int i = 0; i < ${o}; i++) {
          int inIdx = ${l};
          float candidate = getA(batch, inIdx);
          if (candidate ${u} bestValue) {
            bestValue = candidate;
            bestIndex = inIdx;
          }
        }
        setOutput(float(bestIndex));
      }
    `}};var Cc=class{constructor(e,t,n,o){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,b.assert(e.length>2,()=>`Packed arg${n.charAt(0).toUpperCase()+n.slice(1)} supports only inputs with rank above 2.`);let s=e[e.length-1],i=Math.ceil(s/t);this.outputShape=e.slice(0,-1),i>1&&this.outputShape.push(i),o||this.variableNames.push("bestIndicesA");let u=this.outputShape,l=u.length,a=J(l),c=Ae("coords",l),p,d;if(i===1){d=l+1;let A=J(d);p=`
        ${A} sourceLocR = ${A}(${c.join()}, 0);
        ++${c[l-1]};
        ${A} sourceLocG = ${A}(${c.join()}, 0);
        ++${c[l-2]};
        ${A} sourceLocA = ${A}(${c.join()}, 0);
        --${c[l-1]};
        ${A} sourceLocB = ${A}(${c.join()}, 0);
        --${c[l-2]};`}else d=l,p=`
        ${a} sourceLocR = coords;
        ++${c[l-1]};
        ${a} sourceLocG = coords;
        ++${c[l-2]};
        ${a} sourceLocA = coords;
        --${c[l-1]};
        ${a} sourceLocB = coords;
        --${c[l-2]};`;let m=["x","y","z","w","u","v"].slice(0,d),f="."+m[d-1],h=m.map(A=>"int "+A),g=Ae("sourceLocR",d-1).concat("inIdx.r"),x=Ae("sourceLocG",d-1).concat("inIdx.g"),y=Ae("sourceLocB",d-1).concat("inIdx.b"),w=Ae("sourceLocA",d-1).concat("inIdx.a"),v=n==="max"?"greaterThan":"lessThan",_=o?"":`
          inIdx = round(vec4(getBestIndicesAChannel(${g.join()}),
                             getBestIndicesAChannel(${x.join()}),
                             getBestIndicesAChannel(${y.join()}),
                             getBestIndicesAChannel(${w.join()})));`,T=`vec4(
            getAChannel(${g.join()}),
            hasNextCol ? getAChannel(${x.join()}) : 0.,
            hasNextRow ? getAChannel(${y.join()}) : 0.,
            hasNextRow && hasNextCol ? getAChannel(${w.join()}) : 0.)`,R=o?"":`
      float getBestIndicesAChannel(${h.join()}) {
        return getChannel(getBestIndicesA(${m.join()}),
                                          vec2(${m.slice(-2).join()}));
      }`;this.userCode=`
      float getAChannel(${h.join()}) {
        return getChannel(getA(${m.join()}),
                               vec2(${m.slice(-2).join()}));
      }
      ${R}
      void main() {
        ${a} coords = getOutputCoords();
        bool hasNextCol = ${c[l-1]} < ${u[l-1]-1};
        bool hasNextRow = ${c[l-2]} < ${u[l-2]-1};
        ${p}
        ivec4 srcIdx = ivec4(sourceLocR${f}, sourceLocG${f},
          sourceLocB${f}, sourceLocA${f}) * ${t};
        ivec4 inIdx = srcIdx;
        vec4 bestIndex = vec4(inIdx);
        vec4 bestValue = ${T};

        for (int i = 0; i < ${t}; i++) {
          inIdx = srcIdx;
          ${_}
          vec4 candidate = ${T};
          bvec4 nan = isnan(candidate);
          bvec4 replace = bvec4(
            vec4(${v}(candidate, bestValue)) * (vec4(1.0) - vec4(nan)));

          bestValue = vec4(replace.x  ? candidate.x : bestValue.x,
                           replace.y  ? candidate.y : bestValue.y,
                           replace.z  ? candidate.z : bestValue.z,
                           replace.w  ? candidate.w : bestValue.w);
          bestIndex = mix(bestIndex, vec4(inIdx), vec4(replace));
          srcIdx++;
        }
        setOutput(bestIndex);
      }
    `}};function A0(r,e,t,n=null){let o=e.shape[0],s=e.shape[1];n!=null&&(o=n.shape[0],s=n.shape[1]);let i=C.computeOptimalWindowSize(s),u={windowSize:i,inSize:s,batchSize:o,outSize:Math.ceil(s/i)},l=new yc(u,t,n==null),a=[e];n!=null&&a.push(n);let c=r.runWebGLProgram(l,a,"int32");if(c.shape[1]===1)return c;let p=A0(r,e,t,c);return r.disposeIntermediateTensorInfo(c),p}function N0(r,e,t,n=null){let o=n!=null?n.shape:e.shape,s=o[o.length-1],i=C.computeOptimalWindowSize(s),u=new Cc(o,i,t,n==null),l=n==null?[e]:[e,n],a=r.runWebGLProgram(u,l,"int32");if(a.shape.length===e.shape.length){let c=N0(r,e,t,a);return r.disposeIntermediateTensorInfo(a),c}return a}function wc(r,e,t,n){let o=[t];if(C.assertAxesAreInnerMostDims("arg"+n.charAt(0).toUpperCase()+n.slice(1),o,e.shape.length),!S().getBool("WEBGL_PACK_REDUCE")||e.shape.length<=2){let s=[],i=r.texData.get(e.dataId),u=i!==null&&i.isPacked,l=e;u&&(l=r.unpackTensor(e),s.push(l));let[a,c]=C.computeOutAndReduceShapes(l.shape,o),p=b.sizeFromShape(c),d=P({inputs:{x:l},backend:r,attrs:{shape:[-1,p]}});s.push(d);let m=A0(r,d,n);s.push(m);let f=P({inputs:{x:m},backend:r,attrs:{shape:a}});return s.forEach(h=>r.disposeIntermediateTensorInfo(h)),f}return N0(r,e,n)}function wM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s}=n,i=b.parseAxisParam(s,o.shape),u=C.getAxesPermutation(i,o.shape.length),l=o,a=[];u!=null&&(l=ve({inputs:{x:o},backend:t,attrs:{perm:u}}),a.push(l),i=C.getInnerMostAxes(i.length,l.shape.length)),C.assertAxesAreInnerMostDims("argMax",[i[0]],l.shape.length);let c=wc(t,l,i[0],"max");return a.forEach(p=>t.disposeIntermediateTensorInfo(p)),c}var $0={kernelName:Qi,backendName:"webgl",kernelFunc:wM};function vM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s}=n,i=b.parseAxisParam(s,o.shape),u=C.getAxesPermutation(i,o.shape.length),l=o,a=[];u!=null&&(l=ve({inputs:{x:o},backend:t,attrs:{perm:u}}),a.push(l),i=C.getInnerMostAxes(i.length,l.shape.length)),C.assertAxesAreInnerMostDims("argMin",[i[0]],l.shape.length);let c=wc(t,l,i[0],"min");return a.forEach(p=>t.disposeIntermediateTensorInfo(p)),c}var F0={kernelName:Zi,backendName:"webgl",kernelFunc:vM};var IM=Ue+`
  if (abs(x) > 1.) {
    return NAN;
  }
  return asin(x);
`,SM=q({opSnippet:IM}),D0={kernelName:Ji,backendName:"webgl",kernelFunc:SM};var _M=Ue+"return log(x + sqrt(x * x + 1.0));",kM=q({opSnippet:_M}),P0={kernelName:eu,backendName:"webgl",kernelFunc:kM};var TM=Ue+`
  return atan(x);
`,EM=q({opSnippet:TM}),M0={kernelName:tu,backendName:"webgl",kernelFunc:EM};var RM=os+`
  return atan(a, b);
`,AM=`
  vec4 result = atan(a, b);
  bvec4 isNaNA = isnan(a);
  bvec4 isNaNB = isnan(b);
  bvec4 isNaN = bvec4(isNaNA.x || isNaNB.x, isNaNA.y || isNaNB.y, isNaNA.z || isNaNB.z, isNaNA.w || isNaNB.w);
  `+St+`
  return result;
`,NM=de({opSnippet:RM,packedOpSnippet:AM}),O0={kernelName:nu,backendName:"webgl",kernelFunc:NM};var $M=Ue+`
  if ((x < -1.0) || (x > 1.0)) return NAN;
return (log(1.0 + x) - log(1.0 - x)) / 2.0;`,FM=q({opSnippet:$M}),B0={kernelName:ru,backendName:"webgl",kernelFunc:FM};var Yt=class{constructor(e,t,n,o=!1,s=!1){if(this.variableNames=["x"],t==="avg"&&n)throw new Error("Cannot compute positions for average pool.");let i=e.filterWidth,u=e.strideHeight,l=e.strideWidth,a=e.dilationHeight,c=e.dilationWidth,p=e.effectiveFilterHeight,d=e.effectiveFilterWidth,m=e.padInfo.top,f=e.padInfo.left;this.outputShape=e.outShape;let h=t==="avg",g=`((batch  * ${e.inHeight} + xR) * ${e.inWidth} + xC) * ${e.inChannels} + d`,x=`(xR * ${e.inWidth} + xC) * ${e.inChannels} + d`,y="0.0";if(h||(y="-1.0 / 1e-20"),n){this.userCode=`
        const ivec2 strides = ivec2(${u}, ${l});
        const ivec2 pads = ivec2(${m}, ${f});

        void main() {
          ivec4 coords = getOutputCoords();
          int batch = coords[0];
          int d = coords[3];

          ivec2 xRCCorner = coords.yz * strides - pads;
          int xRCorner = xRCCorner.x;
          int xCCorner = xRCCorner.y;

          // max/min x(?, ?, d) to get y(yR, yC, d).
          // ? = to be determined
          float minMaxValue = 0.0;
          float minMaxValueFound = 0.0;
          int minMaxPosition = 0;
          float avgValue = 0.0;

          for (int wR = 0; wR < ${p};
              wR += ${a}) {
            int xR = xRCorner + wR;

            if (xR < 0 || xR >= ${e.inHeight}) {
              continue;
            }

            for (int wC = 0; wC < ${d};
                wC += ${c}) {
              int xC = xCCorner + wC;

              if (xC < 0 || xC >= ${e.inWidth}) {
                continue;
              }

              float value = getX(batch, xR, xC, d);

              // If a min / max value has already been found, use it. If not,
              // use the current value.
              float currMinMaxValue = mix(
                  value, minMaxValue, minMaxValueFound);
              if (value >= currMinMaxValue) {
                minMaxValue = value;
                minMaxValueFound = 1.0;
                minMaxPosition = ${o?s?g:x:`wR * ${d} + wC`};
              }
            }
          }
          setOutput(float(minMaxPosition));
        }
      `;return}let w="max",v=`${t}(${t}(${t}(minMaxValue[0], minMaxValue[1]), minMaxValue[2]), minMaxValue[3])`;t==="avg"&&(v="avgValue / max(count, 1.0)");let _=Math.floor(i/4)*4,T=i%4,R=`
      if (${h}) {
        avgValue += dot(values, ones);
      } else {
        minMaxValue = ${w}(values, minMaxValue);
      }
    `;this.userCode=`
      const ivec2 strides = ivec2(${u}, ${l});
      const ivec2 pads = ivec2(${m}, ${f});
      const float initializationValue = ${y};
      const vec4 ones = vec4(1.0, 1.0, 1.0, 1.0);

      float count = 0.0;

      float getValue(int batch, int xR, int xC, int d) {
        if (xC < 0 || xC >= ${e.inWidth}) {
          return initializationValue;
        }
        count += 1.0;
        return getX(batch, xR, xC, d);
      }

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords[0];
        int d = coords[3];

        ivec2 xRCCorner = coords.yz * strides - pads;
        int xRCorner = xRCCorner.x;
        int xCCorner = xRCCorner.y;

        // max/min x(?, ?, d) to get y(yR, yC, d).
        // ? = to be determined
        vec4 minMaxValue = vec4(${y});
        float avgValue = 0.0;
        count = 0.0;

        for (int wR = 0; wR < ${p};
            wR += ${a}) {
          int xR = xRCorner + wR;

          if (xR < 0 || xR >= ${e.inHeight}) {
            continue;
          }

          for (int wC = 0; wC < ${_}; wC += 4) {
            int xC = xCCorner + wC * ${c};

            vec4 values = vec4(
              getValue(batch, xR, xC, d),
              getValue(batch, xR, xC + ${c}, d),
              getValue(batch, xR, xC + 2 * ${c}, d),
              getValue(batch, xR, xC + 3 * ${c}, d)
            );

            ${R}
          }

          int xC = xCCorner + ${_};
          if (${T===1}) {
            vec4 values = vec4(
              getValue(batch, xR, xC, d),
              initializationValue,
              initializationValue,
              initializationValue
            );

            ${R}
          } else if (${T===2}) {
            vec4 values = vec4(
              getValue(batch, xR, xC, d),
              getValue(batch, xR, xC + ${c}, d),
              initializationValue,
              initializationValue
            );

            ${R}
          } else if (${T===3}) {
            vec4 values = vec4(
              getValue(batch, xR, xC, d),
              getValue(batch, xR, xC + ${c}, d),
              getValue(batch, xR, xC + 2 * ${c}, d),
              initializationValue
            );

            ${R}
          }
        }
        setOutput(${v});
      }
    `}},Jr=class{constructor(e,t,n,o=!1,s=!1){if(this.variableNames=["x"],t==="avg"&&n)throw new Error("Cannot compute positions for average pool.");let i=e.filterWidth,u=e.strideDepth,l=e.strideHeight,a=e.strideWidth,c=e.dilationDepth,p=e.dilationHeight,d=e.dilationWidth,m=e.effectiveFilterDepth,f=e.effectiveFilterHeight,h=e.effectiveFilterWidth,g=e.padInfo.front,x=e.padInfo.top,y=e.padInfo.left;this.outputShape=e.outShape;let w=t==="avg",v="0.0";if(w||(v="-1.0 / 1e-20"),n){this.userCode=`
        const ivec3 strides =
            ivec3(${u}, ${l}, ${a});
        const ivec3 pads = ivec3(${g}, ${x}, ${y});

        void main() {
          ivec5 coords = getOutputCoords();
          int batch = coords.x;
          int ch = coords.u;

          ivec3 xCorner = ivec3(coords.y, coords.z, coords.w) * strides - pads;
          int xDCorner = xCorner.x;
          int xRCorner = xCorner.y;
          int xCCorner = xCorner.z;

          // max/min x(?, ?, ?, ch) to get y(yD, yR, yC, ch).
          // ? = to be determined
          float minMaxValue = 0.0;
          float minMaxValueFound = 0.0;
          int minMaxPosition = 0;

          for (int wD = 0; wD < ${m};
              wD += ${c}) {
            int xD = xDCorner + wD;

            if (xD < 0 || xD >= ${e.inDepth}) {
              continue;
            }

            for (int wR = 0; wR < ${f};
                wR += ${p}) {
              int xR = xRCorner + wR;

              if (xR < 0 || xR >= ${e.inHeight}) {
                continue;
              }

              for (int wC = 0; wC < ${h};
                  wC += ${d}) {
                int xC = xCCorner + wC;

                if (xC < 0 || xC >= ${e.inWidth}) {
                  continue;
                }

                float value = getX(batch, xD, xR, xC, ch);

                // If a min / max value has already been found, use it. If not,
                // use the current value.
                float currMinMaxValue = mix(
                    value, minMaxValue, minMaxValueFound);
                if (value >= currMinMaxValue) {
                  minMaxValue = value;
                  minMaxValueFound = 1.0;
                  minMaxPosition = ${o?s?`(((batch * ${e.inDepth} + xD) * ${e.inHeight} + xR) * ${e.inWidth} + xC) * ${e.inChannels} + ch`:`((xD * ${e.inHeight} + xR) * ${e.inWidth} + xC) * ${e.inChannels} + ch`:`wD * ${f} * ${h} +
                      wR * ${h} + wC`};
                }
              }
            }
          }
          setOutput(float(minMaxPosition));
        }
      `;return}let _="max",T=`${t}(${t}(${t}(minMaxValue[0], minMaxValue[1]), minMaxValue[2]), minMaxValue[3])`;t==="avg"&&(T="avgValue / max(count, 1.0)");let R=Math.floor(i/4)*4,A=i%4,F=`
      if (${w}) {
        avgValue += dot(values, ones);
      } else {
        minMaxValue = ${_}(values, minMaxValue);
      }
    `;this.userCode=`
      const ivec3 strides =
        ivec3(${u}, ${l}, ${a});
      const ivec3 pads = ivec3(${g}, ${x}, ${y});
      const float initializationValue = ${v};
      const vec4 ones = vec4(1.0, 1.0, 1.0, 1.0);

      float count = 0.0;

      float getValue(int batch, int xD, int xR, int xC, int ch) {
        if (xC < 0 || xC >= ${e.inWidth}) {
          return initializationValue;
        }
        count += 1.0;
        return getX(batch, xD, xR, xC, ch);
      }

      void main() {
        ivec5 coords = getOutputCoords();
        int batch = coords.x;
        int ch = coords.u;

        ivec3 xCorner = ivec3(coords.y, coords.z, coords.w) * strides - pads;
        int xDCorner = xCorner.x;
        int xRCorner = xCorner.y;
        int xCCorner = xCorner.z;

        // max/min x(?, ?, ?, d) to get y(yD, yR, yC, ch).
        // ? = to be determined
        vec4 minMaxValue = vec4(${v});
        float avgValue = 0.0;
        count = 0.0;

        for (int wD = 0; wD < ${m};
            wD += ${c}) {
          int xD = xDCorner + wD;

          if (xD < 0 || xD >= ${e.inDepth}) {
            continue;
          }

          for (int wR = 0; wR < ${f};
            wR += ${p}) {
            int xR = xRCorner + wR;

            if (xR < 0 || xR >= ${e.inHeight}) {
              continue;
            }

            for (int wC = 0; wC < ${R}; wC += 4) {
              int xC = xCCorner + wC * ${d};

              vec4 values = vec4(
                getValue(batch, xD, xR, xC, ch),
                getValue(batch, xD, xR, xC + ${d}, ch),
                getValue(batch, xD, xR, xC + 2 * ${d}, ch),
                getValue(batch, xD, xR, xC + 3 * ${d}, ch)
              );

              ${F}
            }

            int xC = xCCorner + ${R};
            if (${A===1}) {
              vec4 values = vec4(
                getValue(batch, xD, xR, xC, ch),
                initializationValue,
                initializationValue,
                initializationValue
              );

              ${F}
            } else if (${A===2}) {
              vec4 values = vec4(
                getValue(batch, xD, xR, xC, ch),
                getValue(batch, xD, xR, xC + ${d}, ch),
                initializationValue,
                initializationValue
              );

              ${F}
            } else if (${A===3}) {
              vec4 values = vec4(
                getValue(batch, xD, xR, xC, ch),
                getValue(batch, xD, xR, xC + ${d}, ch),
                getValue(batch, xD, xR, xC + 2 * ${d}, ch),
                initializationValue
              );

              ${F}
            }
          }
        }
        setOutput(${T});
      }
    `}};function DM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e;sr(o,"avgPool");let{filterSize:s,strides:i,pad:u,dimRoundingMode:l}=n,a=1;b.assert(C.eitherStridesOrDilationsAreOne(i,a),()=>`Error in avgPool: Either strides or dilations must be 1. Got strides ${i} and dilations '${a}'`);let c=C.computePool2DInfo(o.shape,s,i,a,u,l);if(c.filterWidth===1&&c.filterHeight===1&&b.arraysEqual(c.inShape,c.outShape))return Ne({inputs:{x:o},backend:t});let p=new Yt(c,"avg",!1);return t.runWebGLProgram(p,[o],"float32")}var L0={kernelName:pn,backendName:"webgl",kernelFunc:DM};function PM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{filterSize:s,strides:i,pad:u,dimRoundingMode:l,dataFormat:a}=n,c=[1,1,1],p=C.computePool3DInfo(o.shape,s,i,c,u,l,a),d=new Jr(p,"avg",!1);return t.runWebGLProgram(d,[o],"float32")}var U0={kernelName:su,backendName:"webgl",kernelFunc:PM};var vc=class{constructor(e){this.variableNames=["dy"],this.outputShape=e.inShape;let t=e.filterHeight,n=e.filterWidth,o=e.strideHeight,s=e.strideWidth,i=e.dilationHeight,u=e.dilationWidth,l=e.effectiveFilterHeight,a=e.effectiveFilterWidth,c=l-1-e.padInfo.top,p=a-1-e.padInfo.left,d=1/(t*n);this.userCode=`
      const ivec2 pads = ivec2(${c}, ${p});
      const float avgMultiplier = float(${d});

      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];

        ivec2 dyRCCorner = coords.yz - pads;
        int dyRCorner = dyRCCorner.x;
        int dyCCorner = dyRCCorner.y;

        // Convolve dy(?, ?, d) with pos mask(:, :, d) to get dx(xR, xC, d).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;
        for (int wR = 0; wR < ${l};
            wR += ${i}) {
          float dyR = float(dyRCorner + wR) / ${o}.0;

          if (dyR < 0.0 || dyR >= ${e.outHeight}.0 || fract(dyR) > 0.0) {
            continue;
          }
          int idyR = int(dyR);

          for (int wC = 0; wC < ${a};
            wC+= ${u}) {
            float dyC = float(dyCCorner + wC) / ${s}.0;

            if (dyC < 0.0 || dyC >= ${e.outWidth}.0 ||
                fract(dyC) > 0.0) {
              continue;
            }
            int idyC = int(dyC);

            float dyValue = getDy(b, idyR, idyC, d);

            dotProd += dyValue * avgMultiplier;
          }
        }
        setOutput(dotProd);
      }
    `}},Ic=class{constructor(e){this.variableNames=["dy"],this.outputShape=e.inShape;let t=e.filterDepth,n=e.filterHeight,o=e.filterWidth,s=e.strideDepth,i=e.strideHeight,u=e.strideWidth,l=e.dilationDepth,a=e.dilationHeight,c=e.dilationWidth,p=e.effectiveFilterDepth,d=e.effectiveFilterHeight,m=e.effectiveFilterWidth,f=p-1-e.padInfo.front,h=d-1-e.padInfo.top,g=m-1-e.padInfo.left,x=1/(t*n*o);this.userCode=`
      const ivec3 pads = ivec3(${f}, ${h}, ${g});
      const float avgMultiplier = float(${x});

      void main() {
        ivec5 coords = getOutputCoords();
        int batch = coords.x;
        int ch = coords.u;

        ivec3 dyCorner = ivec3(coords.y, coords.z, coords.w) - pads;
        int dyDCorner = dyCorner.x;
        int dyRCorner = dyCorner.y;
        int dyCCorner = dyCorner.z;

        // Convolve dy(?, ?, ?, d) with pos mask(:, :, :, ch) to get
        // dx(xD, xR, xC, ch).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;

        for (int wD = 0; wD < ${p};
            wD += ${l}) {
          float dyD = float(dyDCorner + wD) / ${s}.0;

          if (dyD < 0.0 || dyD >= ${e.outDepth}.0 || fract(dyD) > 0.0) {
            continue;
          }
          int idyD = int(dyD);

          for (int wR = 0; wR < ${d};
              wR += ${a}) {
            float dyR = float(dyRCorner + wR) / ${i}.0;

            if (dyR < 0.0 || dyR >= ${e.outHeight}.0 ||
                fract(dyR) > 0.0) {
              continue;
            }
            int idyR = int(dyR);

            for (int wC = 0; wC < ${m};
                wC += ${c}) {
              float dyC = float(dyCCorner + wC) / ${u}.0;

              if (dyC < 0.0 || dyC >= ${e.outWidth}.0 ||
                  fract(dyC) > 0.0) {
                continue;
              }
              int idyC = int(dyC);

              float dyValue = getDy(batch, idyD, idyR, idyC, ch);

              dotProd += dyValue * avgMultiplier;
            }
          }
        }
        setOutput(dotProd);
      }
    `}};function MM(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s}=e,i=s,{filterSize:u,strides:l,pad:a,dimRoundingMode:c}=n,p=[1,1,1],d=C.computePool3DInfo(i.shape,u,l,p,a,c),m=new Ic(d);return t.runWebGLProgram(m,[o],i.dtype)}var W0={kernelName:au,backendName:"webgl",kernelFunc:MM};function OM(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s}=e,i=s;sr([o,s],"avgPoolGrad");let{filterSize:u,strides:l,pad:a}=n,c=C.computePool2DInfo(i.shape,u,l,1,a),p=new vc(c);return t.runWebGLProgram(p,[o],i.dtype)}var V0={kernelName:ou,backendName:"webgl",kernelFunc:OM};function BM(r){let{inputs:e,backend:t,attrs:n}=r,{a:o,b:s}=e,{transposeA:i,transposeB:u}=n;return Hn({a:o,b:s,transposeA:i,transposeB:u,backend:t})}var G0={kernelName:dn,backendName:"webgl",kernelFunc:BM};var Sc=class{constructor(e,t,n,o,s,i){this.outputShape=[],this.variableNames=["x","mean","variance"],C.assertAndGetBroadcastShape(e,t),C.assertAndGetBroadcastShape(e,n);let u="0.0";o!=null&&(C.assertAndGetBroadcastShape(e,o),this.variableNames.push("offset"),u="getOffsetAtOutCoords()");let l="1.0";s!=null&&(C.assertAndGetBroadcastShape(e,s),this.variableNames.push("scale"),l="getScaleAtOutCoords()"),this.outputShape=e,this.userCode=`
      void main() {
        float x = getXAtOutCoords();
        float mean = getMeanAtOutCoords();
        float variance = getVarianceAtOutCoords();
        float offset = ${u};
        float scale = ${l};
        float inv = scale * inversesqrt(variance + float(${i}));
        setOutput(dot(vec3(x, -mean, offset), vec3(inv, inv, 1)));
      }
    `}};var _c=class{constructor(e,t,n,o,s,i){this.packedInputs=!0,this.packedOutput=!0,this.variableNames=["x","mean","variance"],C.assertAndGetBroadcastShape(e,t),C.assertAndGetBroadcastShape(e,n);let u="vec4(0.0)";o!=null&&(C.assertAndGetBroadcastShape(e,o),this.variableNames.push("offset"),u="getOffsetAtOutCoords()");let l="vec4(1.0)";s!=null&&(C.assertAndGetBroadcastShape(e,s),this.variableNames.push("scale"),l="getScaleAtOutCoords()"),this.outputShape=e,this.userCode=`
      void main() {
        vec4 offset = ${u};
        vec4 scale = ${l};

        vec4 x = getXAtOutCoords();
        vec4 mean = getMeanAtOutCoords();
        vec4 variance = getVarianceAtOutCoords();

        vec4 inv = scale * inversesqrt(variance + vec4(${i}));

        setOutput((x - mean) * inv + offset);
      }
    `}};var LM=({inputs:r,backend:e,attrs:t})=>{let{x:n,mean:o,variance:s,offset:i,scale:u}=r;b.assert(o.shape.length===s.shape.length,()=>"Batch normalization gradient requires mean and variance to have equal ranks."),b.assert(i==null||o.shape.length===i.shape.length,()=>"Batch normalization gradient requires mean and offset to have equal ranks."),b.assert(u==null||o.shape.length===u.shape.length,()=>"Batch normalization gradient requires mean and scale to have equal ranks.");let{varianceEpsilon:l}=t;l==null&&(l=.001);let a=[n,o,s],c=null;i!=null&&(c=i.shape,a.push(i));let p=null;u!=null&&(p=u.shape,a.push(u));let d=S().getBool("WEBGL_PACK_NORMALIZATION")?new _c(n.shape,o.shape,s.shape,c,p,l):new Sc(n.shape,o.shape,s.shape,c,p,l);return e.runWebGLProgram(d,a,a[0].dtype)},z0={kernelName:Vs,backendName:"webgl",kernelFunc:LM};var kc=class{constructor(e){this.variableNames=["source"],this.outputShape=e,this.rank=e.length;let t=J(this.rank);this.customUniforms=[{name:"start",arrayIndex:this.rank,type:"int"}];let n=UM(this.rank),o,s=e.map((i,u)=>`sourceLoc.${Ag[u]} = start[${u}] + coords.${Ag[u]};`);o=`
        ${t} sourceLoc;
        ${t} coords = getOutputCoords();
        ${s.join(`
`)}
      `,this.userCode=`
      void main() {
        ${o}
        setOutput(getSource(${n}));
      }
    `}},Ag=["x","y","z","w","u","v"];function UM(r){if(r===1)return"sourceLoc";if(r<=6)return Ag.slice(0,r).map(e=>"sourceLoc."+e).join(",");throw Error(`Slicing for rank ${r} is not yet supported`)}var Tc=class{constructor(e){this.variableNames=["source"],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=e,this.rank=e.length,this.customUniforms=[{name:"start",arrayIndex:this.rank,type:"int"}];let t=J(this.rank),n=Ae("coords",this.rank),o=Ae("sourceLoc",this.rank),s=this.rank===1?"sourceLoc":`vec2(${o.slice(-2).join()})`,i=`getChannel(getSource(${o.join()}), ${s})`,u=`
      result.x = ${i};
      if (++${n[this.rank-1]} < ${e[this.rank-1]}) {
        ++${o[this.rank-1]};
        result.y = ${i};
        --${o[this.rank-1]};
      }
    `,l=this.rank===1?"":`
      --${n[this.rank-1]};
      if (++${n[this.rank-2]} < ${e[this.rank-2]}) {
        ++${o[this.rank-2]};
        result.z = ${i};
        if (++${n[this.rank-1]} < ${e[this.rank-1]}) {
          ++${o[this.rank-1]};
          result.w = ${i};
        }
      }
    `,a=this.rank<=4?`sourceLoc = coords +
            ${t}(${e.map((c,p)=>`start[${p}]`).join()});`:e.map((c,p)=>`${o[p]} = ${n[p]} + start[${p}];`).join(`
`);this.userCode=`
      void main() {
        ${t} coords = getOutputCoords();
        ${t} sourceLoc;
        ${a}
        vec4 result = vec4(0.);
        ${u}
        ${l}
        setOutput(result);
      }
    `}};function WM(r,e,t,n){let o=n.texData.get(r.dataId),s=n.makeTensorInfo(t,r.dtype),i=n.texData.get(s.dataId);Object.assign(i,o),i.refCount=1,i.shape=t,i.dtype=r.dtype;let u=Le.computeFlatOffset(e,b.computeStrides(r.shape));o.slice&&(u+=o.slice.flatOffset),i.slice={flatOffset:u,origDataId:o.slice&&o.slice.origDataId||r.dataId};let l=n.dataRefCount.get(i.slice.origDataId)||1;return n.dataRefCount.set(i.slice.origDataId,l+1),s}function Qt(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{begin:s,size:i}=n,[u,l]=Le.parseSliceParams(o,s,i);if(Le.assertParamsValid(o,u,l),b.sizeFromShape(l)===0)return t.makeTensorInfo(l,o.dtype,[]);if(t.shouldExecuteOnCPU([o])||o.dtype==="string"){let p=t.texData.get(o.dataId),d=P_(p.values,u,l,o.shape,o.dtype);return t.makeTensorInfo(l,o.dtype,d)}let{isPacked:a}=t.texData.get(o.dataId),c=Le.isSliceContinous(o.shape,u,l);if(a||!c){let p=S().getBool("WEBGL_PACK_ARRAY_OPERATIONS")?new Tc(l):new kc(l),d=[u];return t.runWebGLProgram(p,[o],o.dtype,d)}return t.uploadToGPU(o.dataId),WM(o,u,l,t)}var H0={kernelName:ia,backendName:"webgl",kernelFunc:Qt};var VM=r=>{let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{blockShape:s,crops:i}=n;b.assert(o.shape.length<=4,()=>"batchToSpaceND for rank > 4 with a WebGL backend not implemented yet");let u=s.reduce((y,w)=>y*w),l=C.getReshaped(o.shape,s,u),a=C.getPermuted(l.length,s.length),c=C.getReshapedPermuted(o.shape,s,u),p=C.getSliceBeginCoords(i,s.length),d=C.getSliceSize(c,i,s.length),m=[],f=P({inputs:{x:o},backend:t,attrs:{shape:l}}),h=ve({inputs:{x:f},backend:t,attrs:{perm:a}}),g=P({inputs:{x:h},backend:t,attrs:{shape:c}}),x=Qt({inputs:{x:g},backend:t,attrs:{begin:p,size:d}});return m.push(f),m.push(h),m.push(g),m.forEach(y=>t.disposeIntermediateTensorInfo(y)),x},q0={kernelName:iu,backendName:"webgl",kernelFunc:VM};function GM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,weights:s}=e,{size:i}=n,u=t.readSync(o.dataId),l=t.readSync(s.dataId),a=ac(u,l,s.dtype,s.shape,i);return t.makeTensorInfo([i],s.dtype,a)}var K0={kernelName:Rs,backendName:"webgl",kernelFunc:GM};var zM=`
  int r = int(a.r) & int(b.r);
  int g = int(a.g) & int(b.g);
  int rb = int(a.b) & int(b.b);
  int ra = int(a.a) & int(b.a);
  return vec4(r, g, rb, ra);
`,HM=`
  return float(int(a.r) & int(b.r));
`;function qM(r){let{inputs:e,backend:t}=r,{a:n,b:o}=e,s=S().getBool("WEBGL_PACK_BINARY_OPERATIONS"),i=S().getNumber("WEBGL_VERSION");if(t.shouldExecuteOnCPU([n,o])||i===1){let l=t.texData.get(n.dataId).values,a=t.texData.get(o.dataId).values,[c,p]=s_(n.shape,o.shape,l,a,n.dtype),d=t.makeTensorInfo(p,n.dtype),m=t.texData.get(d.dataId);return m.values=c,d}let u;return s?u=new It(zM,n.shape,o.shape,!1):u=new ft(HM,n.shape,o.shape),t.runWebGLProgram(u,[n,o],n.dtype)}var X0={kernelName:po,backendName:"webgl",kernelFunc:qM};function KM(r){let{inputs:e,backend:t}=r,{s0:n,s1:o}=e,s=t.readSync(n.dataId),i=t.readSync(o.dataId),u=C.assertAndGetBroadcastShape(Array.from(s),Array.from(i));return t.makeTensorInfo([u.length],"int32",Int32Array.from(u))}var j0={kernelName:uu,backendName:"webgl",kernelFunc:KM};var XM="return float(a != b);",Ng=de({opSnippet:XM,cpuKernelImpl:k_,dtype:"bool"}),Y0={kernelName:So,backendName:"webgl",kernelFunc:Ng};function Ir(r){let{inputs:e,backend:t}=r,{input:n}=e,o=t.texData.get(n.dataId);return Ne({inputs:{x:o.complexTensorInfos.real},backend:t})}var Q0={kernelName:Tf,backendName:"webgl",kernelFunc:Ir};var jM="return float(int(x));";function Z0(r,e){let t=new qe(r.shape,jM),n=e.runWebGLProgram(t,[r],"int32");return{dataId:n.dataId,shape:n.shape,dtype:n.dtype}}function $g(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{dtype:s}=n;if(s==="complex64"){if(o.dtype==="complex64")return Ne({inputs:{x:o},backend:t});let i=_a(o.shape),u=$g({inputs:{x:o},backend:t,attrs:{dtype:"float32"}}),l=ht({inputs:{real:u,imag:i},backend:t});return i.dispose(),t.disposeIntermediateTensorInfo(u),l}if(o.dtype==="complex64"){let i=Ir({inputs:{input:o},backend:t}),u=$g({inputs:{x:i},backend:t,attrs:{dtype:s}});return t.disposeIntermediateTensorInfo(i),u}if(!b.hasEncodingLoss(o.dtype,s)){let i=Ne({inputs:{x:o},backend:t});return{dataId:i.dataId,shape:i.shape,dtype:s}}if(t.shouldExecuteOnCPU([o])){let i=t.texData.get(o.dataId).values,[u,l,a]=a_(i,o.shape,o.dtype,s);return t.makeTensorInfo(u,l,a)}if(s==="int32")return Z0(o,t);if(s==="bool"){let i=t.makeTensorInfo([],"bool",b.getTypedArrayFromDType("bool",1)),l=Ng({inputs:{a:o,b:i},backend:t});return t.disposeIntermediateTensorInfo(i),l}throw new Error(`Error in Cast: failed to cast ${o.dtype} to ${s}`)}var J0={kernelName:dr,backendName:"webgl",kernelFunc:$g};var e1="return ceil(x);",YM=q({opSnippet:e1,packedOpSnippet:e1,cpuKernelImpl:i_}),t1={kernelName:mo,backendName:"webgl",kernelFunc:YM};var Ec=class{constructor(e){this.variableNames=["A"],this.customUniforms=[{name:"minVal",type:"float"},{name:"maxVal",type:"float"}],this.outputShape=e,this.userCode=`

      void main() {
        float value = getAAtOutCoords();
        if (isnan(value)) {
          setOutput(value);
          return;
        }

        setOutput(clamp(value, minVal, maxVal));
      }
    `}};var Rc=class{constructor(e){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,this.customUniforms=[{name:"minVal",type:"float"},{name:"maxVal",type:"float"}],this.outputShape=e,this.userCode=`
      void main() {
        vec4 value = getAAtOutCoords();

        if (any(isnan(value))) {
          setOutput(value);
          return;
        }

        setOutput(clamp(value, vec4(minVal), vec4(maxVal)));
      }
    `}};function QM(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{clipValueMin:s,clipValueMax:i}=n,u;S().getBool("WEBGL_PACK_CLIP")?u=new Rc(o.shape):u=new Ec(o.shape);let l=[[s],[i]];return t.runWebGLProgram(u,[o],o.dtype,l)}var r1={kernelName:As,backendName:"webgl",kernelFunc:QM};var Ac=class{constructor(e){this.variableNames=["real","imag"],this.outputShape=e,this.userCode=`
      void main() {
        float re = abs(getRealAtOutCoords());
        float im = abs(getImagAtOutCoords());
        float mx = max(re, im);

        // sadly the length function in glsl is not underflow-safe
        // (at least not on Intel GPUs). So the safe solution is
        // to ensure underflow-safety in all cases.
        setOutput(
          mx == 0.0 ? 0.0 : mx * length(vec2(1, min(re, im)/mx))
        );
      }
    `}};function n1(r,e){return{dataId:e.dataId,dtype:e.dtype,shape:r.shape}}function ZM(r){let{inputs:e,backend:t}=r,{x:n}=e,o=t.texData.get(n.dataId),s=new Ac(n.shape),i=[n1(n,o.complexTensorInfos.real),n1(n,o.complexTensorInfos.imag)];return t.runWebGLProgram(s,i,i[0].dtype)}var o1={kernelName:lu,backendName:"webgl",kernelFunc:ZM};var Nc=class{constructor(e){this.outputShape=[],this.outputShape=C.computeOutShape(e,1),this.variableNames=e.map((i,u)=>`T${u}`);let t=new Array(e.length-1);t[0]=e[0][1];for(let i=1;i<t.length;i++)t[i]=t[i-1]+e[i][1];let n=[`if (yC < ${t[0]}) setOutput(getT0(yR, yC));`];for(let i=1;i<t.length;i++){let u=t[i-1];n.push(`else if (yC < ${t[i]}) setOutput(getT${i}(yR, yC-${u}));`)}let o=t.length,s=t[t.length-1];n.push(`else setOutput(getT${o}(yR, yC-${s}));`),this.userCode=`
      void main() {
        ivec2 coords = getOutputCoords();
        int yR = coords.x;
        int yC = coords.y;

        ${n.join(`
        `)}
      }
    `}};var Fc=class{constructor(e,t){this.packedInputs=!0,this.packedOutput=!0,this.outputShape=[],this.outputShape=C.computeOutShape(e,t);let n=this.outputShape,o=n.length,s=J(o),i=Ae("coords",o),u=["x","y","z","w","u","v"].slice(0,o);this.variableNames=e.map((h,g)=>`T${g}`);let l=new Array(e.length-1);l[0]=e[0][t];for(let h=1;h<l.length;h++)l[h]=l[h-1]+e[h][t];let a=u[t],c=u.slice(-2),p=u.join(),d=`if (${a} < ${l[0]}) {
        return getChannel(
            getT0(${p}), vec2(${c.join()}));
        }`;for(let h=1;h<l.length;h++){let g=l[h-1];d+=`
        if (${a} < ${l[h]}  && ${a} >= ${l[h-1]}) {
          return getChannel(
            getT${h}(${$c(u,a,g)}),
            vec2(${$c(c,a,g)}));
        }`}let m=l.length,f=l[l.length-1];d+=`
        return getChannel(
          getT${m}(${$c(u,a,f)}),
          vec2(${$c(c,a,f)}));`,this.userCode=`
      float getValue(${u.map(h=>"int "+h)}) {
        ${d}
      }

      void main() {
        ${s} coords = getOutputCoords();
        vec4 result = vec4(getValue(${i}), 0., 0., 0.);

        ${i[o-1]} = ${i[o-1]} + 1;
        if (${i[o-1]} < ${n[o-1]}) {
          result.g = getValue(${i});
        }

        ${i[o-2]} = ${i[o-2]} + 1;
        if (${i[o-2]} < ${n[o-2]}) {
          result.a = getValue(${i});
        }

        ${i[o-1]} = ${i[o-1]} - 1;
        if (${i[o-2]} < ${n[o-2]} &&
            ${i[o-1]} < ${n[o-1]}) {
          result.b = getValue(${i});
        }
        setOutput(result);
      }
    `}};function $c(r,e,t){let n=r.indexOf(e);return r.map((s,i)=>i===n?`${s} - ${t}`:s).join()}function qn(r){let{inputs:e,backend:t}=r,{input:n}=e,o=t.texData.get(n.dataId);return Ne({inputs:{x:o.complexTensorInfos.imag},backend:t})}var s1={kernelName:dx,backendName:"webgl",kernelFunc:qn};function as(r,e,t){let n=r[0].dtype;if(n==="complex64"){let m=r.map(y=>Ir({inputs:{input:y},backend:t})),f=r.map(y=>qn({inputs:{input:y},backend:t})),h=as(m,e,t),g=as(f,e,t),x=ht({inputs:{real:h,imag:g},backend:t});return m.forEach(y=>t.disposeIntermediateTensorInfo(y)),f.forEach(y=>t.disposeIntermediateTensorInfo(y)),t.disposeIntermediateTensorInfo(h),t.disposeIntermediateTensorInfo(g),x}let o=t.shouldExecuteOnCPU(r);if(n==="string"&&(o=!0),o){let m=r.map(v=>{let T=[-1,b.sizeFromShape(v.shape.slice(e))];return P({inputs:{x:v},backend:t,attrs:{shape:T}})}),f=m.map(v=>({vals:t.readSync(v.dataId),shape:v.shape})),h=C.computeOutShape(m.map(v=>v.shape),1),g=m[0].shape[0]===1,x=u_(f,h,n,g),y=C.computeOutShape(r.map(v=>v.shape),e),w=t.makeTensorInfo(y,n,x);return m.forEach(v=>t.disposeIntermediateTensorInfo(v)),w}let s=r.filter(m=>b.sizeFromShape(m.shape)>0),i=S().getBool("WEBGL_PACK_ARRAY_OPERATIONS")&&s[0].shape.length>1;if(s.length===1){let m=i?new qe(r[0].shape,ar):new mt(r[0].shape,ar);return t.runWebGLProgram(m,r,n)}let u=S().getNumber("WEBGL_MAX_TEXTURES_IN_SHADER");if(s.length>u){let m=[];for(let h=0;h<s.length;h+=u){let g=s.slice(h,h+u);m.push(as(g,e,t))}let f=as(m,e,t);for(let h of m)t.disposeIntermediateTensorInfo(h);return f}if(i){let m=new Fc(s.map(f=>f.shape),e);return t.runWebGLProgram(m,s,n)}let{tensors2D:l,outShape:a}=JM(s,e,t),c=new Nc(l.map(m=>m.shape)),p=t.runWebGLProgram(c,l,n);l.forEach(m=>t.disposeIntermediateTensorInfo(m));let d=P({inputs:{x:p},attrs:{shape:a},backend:t});return t.disposeIntermediateTensorInfo(p),d}function JM(r,e,t){let n=C.computeOutShape(r.map(s=>s.shape),e);return{tensors2D:r.map(s=>P({inputs:{x:s},attrs:{shape:[-1,b.sizeFromShape(s.shape.slice(e))]},backend:t})),outShape:n}}function Fg(r){let{inputs:e,backend:t,attrs:n}=r,{axis:o}=n,s=b.parseAxisParam(o,e[0].shape)[0],i=e.map(a=>a.shape);C.assertParamsConsistent(i,s);let u=C.computeOutShape(e.map(a=>a.shape),s);if(b.sizeFromShape(u)===0)return t.makeTensorInfo(u,e[0].dtype,[]);let l=e.filter(a=>b.sizeFromShape(a.shape)>0);return l.length===1?Ne({inputs:{x:l[0]},backend:t}):as(l,s,t)}var a1={kernelName:cu,backendName:"webgl",kernelFunc:Fg};var is=class{constructor(e,t=!1,n=null,o=!1,s=!1){this.variableNames=["x","W"],this.outputShape=e.outShape;let i=e.padInfo.top,u=e.padInfo.left,l=e.strideHeight,a=e.strideWidth,c=e.dilationHeight,p=e.dilationWidth,d=e.filterHeight,m=e.filterWidth,f=Math.floor(e.inChannels/4)*4,h=e.inChannels%4,g=e.dataFormat==="channelsLast",x=g?1:2,y=g?2:3,w=g?3:1,v="",_="";n&&(o?v=`float activation(float a) {
          float b = getPreluActivationWeightsAtOutCoords();
          ${n}
        }`:s?v=`float activation(float a) {
          float b = getLeakyreluAlphaAtOutCoords();
          ${n}
        }`:v=`
          float activation(float x) {
            ${n}
          }
        `,_="result = activation(result);");let T=t?"result += getBiasAtOutCoords();":"";t&&this.variableNames.push("bias"),o&&this.variableNames.push("preluActivationWeights"),s&&this.variableNames.push("leakyreluAlpha"),this.userCode=`
      ${v}

      const ivec2 strides = ivec2(${l}, ${a});
      const ivec2 pads = ivec2(${i}, ${u});

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords[0];
        int d2 = coords[${w}];

        ivec2 xRCCorner =
            ivec2(coords[${x}], coords[${y}]) * strides - pads;
        int xRCorner = xRCCorner.x;
        int xCCorner = xRCCorner.y;

        // Convolve x(?, ?, d1) with w(:, :, d1, d2) to get y(yR, yC, d2).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;
        for (int wR = 0; wR < ${d}; wR++) {
          int xR = xRCorner + wR * ${c};

          if (xR < 0 || xR >= ${e.inHeight}) {
            continue;
          }

          for (int wC = 0; wC < ${m}; wC++) {
            int xC = xCCorner + wC * ${p};

            if (xC < 0 || xC >= ${e.inWidth}) {
              continue;
            }

            for (int d1 = 0; d1 < ${f}; d1 += 4) {
              vec4 wValues = vec4(
                getW(wR, wC, d1, d2),
                getW(wR, wC, d1 + 1, d2),
                getW(wR, wC, d1 + 2, d2),
                getW(wR, wC, d1 + 3, d2)
              );

              if (${g}) {
                vec4 xValues = vec4(
                  getX(batch, xR, xC, d1),
                  getX(batch, xR, xC, d1 + 1),
                  getX(batch, xR, xC, d1 + 2),
                  getX(batch, xR, xC, d1 + 3)
                );
                dotProd += dot(xValues, wValues);
              } else {
                vec4 xValues = vec4(
                  getX(batch, d1, xR, xC),
                  getX(batch, d1 + 1, xR, xC),
                  getX(batch, d1 + 2, xR, xC),
                  getX(batch, d1 + 3, xR, xC)
                );
                dotProd += dot(xValues, wValues);
              }
            }

            if (${h===1}) {

              if (${g}) {
                dotProd +=
                    getX(batch, xR, xC, ${f}) *
                    getW(wR, wC, ${f}, d2);
              } else {
                dotProd +=
                    getX(batch, ${f}, xR, xC) *
                    getW(wR, wC, ${f}, d2);
              }

            } else if (${h===2}) {
              vec2 wValues = vec2(
                getW(wR, wC, ${f}, d2),
                getW(wR, wC, ${f} + 1, d2)
              );

              if (${g}) {
                vec2 xValues = vec2(
                  getX(batch, xR, xC, ${f}),
                  getX(batch, xR, xC, ${f} + 1)
                );
                dotProd += dot(xValues, wValues);
              } else {
                vec2 xValues = vec2(
                  getX(batch, ${f}, xR, xC),
                  getX(batch, ${f} + 1, xR, xC)
                );
                dotProd += dot(xValues, wValues);
              }

            } else if (${h===3}) {
              vec3 wValues = vec3(
                getW(wR, wC, ${f}, d2),
                getW(wR, wC, ${f} + 1, d2),
                getW(wR, wC, ${f} + 2, d2)
              );

              if (${g}) {
                vec3 xValues = vec3(
                  getX(batch, xR, xC, ${f}),
                  getX(batch, xR, xC, ${f} + 1),
                  getX(batch, xR, xC, ${f} + 2)
                );
                dotProd += dot(xValues, wValues);
              } else {
                vec3 xValues = vec3(
                  getX(batch, ${f}, xR, xC),
                  getX(batch, ${f} + 1, xR, xC),
                  getX(batch, ${f} + 2, xR, xC)
                );
                dotProd += dot(xValues, wValues);
              }

            }
          }
        }

        float result = dotProd;
        ${T}
        ${_}
        setOutput(result);
      }
    `}},Dc=class{constructor(e){this.variableNames=["x","W"],this.outputShape=e.outShape;let t=e.padInfo.front,n=e.padInfo.top,o=e.padInfo.left,s=e.strideDepth,i=e.strideHeight,u=e.strideWidth,l=e.dilationDepth,a=e.dilationHeight,c=e.dilationWidth,p=e.filterDepth,d=e.filterHeight,m=e.filterWidth,f=Math.floor(e.inChannels/4)*4,h=e.inChannels%4;this.userCode=`
      const ivec3 strides = ivec3(${s}, ${i}, ${u});
      const ivec3 pads = ivec3(${t}, ${n}, ${o});

      void main() {
        ivec5 coords = getOutputCoords();
        int batch = coords.x;
        int d2 = coords.u;

        ivec3 xFRCCorner = ivec3(coords.y, coords.z, coords.w) * strides - pads;
        int xFCorner = xFRCCorner.x;
        int xRCorner = xFRCCorner.y;
        int xCCorner = xFRCCorner.z;

        // Convolve x(?, ?, ?, d1) with w(:, :, :, d1, d2) to get
        // y(yF, yR, yC, d2). ? = to be determined. : = across all
        // values in that axis.
        float dotProd = 0.0;
        for (int wF = 0; wF < ${p}; wF++) {
          int xF = xFCorner + wF * ${l};

          if (xF < 0 || xF >= ${e.inDepth}) {
            continue;
          }

          for (int wR = 0; wR < ${d}; wR++) {
            int xR = xRCorner + wR * ${a};

            if (xR < 0 || xR >= ${e.inHeight}) {
              continue;
            }

            for (int wC = 0; wC < ${m}; wC++) {
              int xC = xCCorner + wC * ${c};

              if (xC < 0 || xC >= ${e.inWidth}) {
                continue;
              }

              for (int d1 = 0; d1 < ${f}; d1 += 4) {
                vec4 xValues = vec4(
                  getX(batch, xF, xR, xC, d1),
                  getX(batch, xF, xR, xC, d1 + 1),
                  getX(batch, xF, xR, xC, d1 + 2),
                  getX(batch, xF, xR, xC, d1 + 3)
                );
                vec4 wValues = vec4(
                  getW(wF, wR, wC, d1, d2),
                  getW(wF, wR, wC, d1 + 1, d2),
                  getW(wF, wR, wC, d1 + 2, d2),
                  getW(wF, wR, wC, d1 + 3, d2)
                );

                dotProd += dot(xValues, wValues);
              }

              if (${h===1}) {
                dotProd +=
                  getX(batch, xF, xR, xC, ${f}) *
                  getW(wF, wR, wC, ${f}, d2);
              } else if (${h===2}) {
                vec2 xValues = vec2(
                  getX(batch, xF, xR, xC, ${f}),
                  getX(batch, xF, xR, xC, ${f} + 1)
                );
                vec2 wValues = vec2(
                  getW(wF, wR, wC, ${f}, d2),
                  getW(wF, wR, wC, ${f} + 1, d2)
                );
                dotProd += dot(xValues, wValues);
              } else if (${h===3}) {
                vec3 xValues = vec3(
                  getX(batch, xF, xR, xC, ${f}),
                  getX(batch, xF, xR, xC, ${f} + 1),
                  getX(batch, xF, xR, xC, ${f} + 2)
                );
                vec3 wValues = vec3(
                  getW(wF, wR, wC, ${f}, d2),
                  getW(wF, wR, wC, ${f} + 1, d2),
                  getW(wF, wR, wC, ${f} + 2, d2)
                );
                dotProd += dot(xValues, wValues);
              }
            }
          }
        }
        setOutput(dotProd);
      }
    `}};var us=class{constructor(e,t=!1,n=null,o=!1,s=!1){this.variableNames=["x","W"],this.packedInputs=!0,this.packedOutput=!0,this.customUniforms=[{name:"pads",type:"ivec2"},{name:"strides",type:"ivec2"},{name:"dilations",type:"ivec2"},{name:"inDims",type:"ivec2"}],this.outputShape=e.outShape,this.enableShapeUniforms=he(this.outputShape.length);let i=e.padInfo.left,u=e.strideWidth,l=e.dilationWidth,a=e.filterHeight,c=e.filterWidth,p=c,d=`
       int xR; int xC; int xCOffset;
       vec4 wTexel; vec4 previous; vec4 final;`;for(let g=0;g<c;g++)d+=`
           vec4 xTexelC${g*2};
           int xTexelC${g*2}Ready;
           vec4 xTexelC${g*2+1};
           int xTexelC${g*2+1}Ready;
           vec4 xC${g};`;d+=`
     for (int r = 0; r < ${a}; r++) {
      for (int d1 = 0; d1 < ${e.inChannels}; d1 += 2) {
       `;for(let g=0;g<c;g++)d+=`
           xTexelC${g*2} = vec4(0.0);
           xTexelC${g*2}Ready = 0;
           xTexelC${g*2+1} = vec4(0.0);
           xTexelC${g*2+1}Ready = 0;
           xC${g} = vec4(0.0);`;d+=`
         xR = xRCorner + r * dilations[0];
         if (xR >=0 && xR < inDims[0]) {
       `;for(let g=0;g<(p+1)/2;g++){let x=g*2;if(d+=`
           xC = xCCorner + ${x*l};
           `,u===1){if(x<c&&(i%2===1?(d+=`
                 xCOffset = xC + 1;
                 if (xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${x}Ready == 0) {
                   xTexelC${x} = getX(batch, xR, xCOffset, d1);

                   // Need to manually clear unused channels in case
                   // we're reading from recycled texture.
                   if (xCOffset + 1 >= inDims[1]) {
                     xTexelC${x}.zw = vec2(0.0);
                   }
                   xTexelC${x}Ready = 1;
                 }
               `,l===1&&x>0?d+=`
                 xC${x} = vec4(xTexelC${x-2}.zw, xTexelC${x}.xy);
                 `:d+=`
                   xCOffset = xC + 1 - 2;

                   if (xCOffset >= 0 && xCOffset < inDims[1]) {
                     previous = getX(batch, xR, xCOffset, d1);

                     // Need to manually clear unused channels in case
                     // we're reading from recycled texture.
                     if (xCOffset + 1 >= inDims[1]) {
                       previous.zw = vec2(0.0);
                     }

                     xC${x} = vec4(previous.zw, xTexelC${x}.xy);
                   } else {
                     xC${x} = vec4(0.0, 0.0, xTexelC${x}.xy);
                   }
                   `):d+=`
                 if (xC >= 0 && xC < inDims[1] && xTexelC${x}Ready == 0) {
                   xTexelC${x} = getX(batch, xR, xC, d1);
                   if (xC + 1 >= inDims[1]) {
                     xTexelC${x}.zw = vec2(0.0);
                   }
                   xTexelC${x}Ready = 1;
                 }

                 xC${x} = xTexelC${x};
                 `,x+1<c)){let y=i%2===0?b.nearestLargerEven(l):l;l%2===0&&i%2===1||l%2!==0&&i%2!==1?(d+=`
                   xCOffset = xC + imod(pads[1], 2) + ${y};

                   if (xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${x+1}Ready == 0) {
                     xTexelC${x+1} = getX(batch, xR, xCOffset, d1);

                     // Need to manually clear unused channels in case
                     // we're reading from recycled texture.
                     if (xCOffset + 1 >= inDims[1]) {
                       xTexelC${x+1}.zw = vec2(0.0);
                     }
                     xTexelC${x+1}Ready = 1;
                   }
                   `,l>1?d+=`
                     xCOffset -= 2;
                     if (xCOffset >= 0 && xCOffset < inDims[1]) {
                      previous = getX(batch, xR, xCOffset, d1);
                      xC${x+1} = vec4(previous.zw, xTexelC${x+1}.xy);
                     } else {
                      xC${x+1} = vec4(0.0, 0.0, xTexelC${x+1}.xy);
                     }
                     `:d+=`
                     xC${x+1} = vec4(xTexelC${x}.zw, xTexelC${x+1}.xy);
                     `):y===1?d+=`
                     xC${x+1} = xTexelC${x};
                     `:d+=`
                     xCOffset = xC + ${y};

                     if (xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${x+1}Ready == 0) {
                       xTexelC${x+1} = getX(batch, xR, xCOffset, d1);
                       if (xCOffset + 1 >= inDims[1]) {
                         xTexelC${x+1}.zw = vec2(0.0);
                       }
                       xTexelC${x+1}Ready = 1;
                     }

                     xC${x+1} = xTexelC${x+1};
                     `}}else x<c&&(i%2===1?(d+=`
                 xCOffset = xC + 1 - strides[1];
                 if(xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${x}Ready == 0) {
                   xTexelC${x} = getX(batch, xR, xCOffset, d1);
                   // Need to manually clear unused channels in case
                   // we're reading from recycled texture.
                   if (xCOffset + 1 >= inDims[1]) {
                     xTexelC${x}.zw = vec2(0.0);
                   }
                   xTexelC${x}Ready = 1;
                 }

                 if(xC + 1 >= 0 && xC + 1 < inDims[1] && xTexelC${x+1}Ready == 0) {
                   xTexelC${x+1} = getX(batch, xR, xC + 1, d1);
                   // Need to manually clear unused channels in case
                   // we're reading from recycled texture.
                   if (xC + 2 >= inDims[1]) {
                     xTexelC${x+1}.zw = vec2(0.0);
                   }
                   xTexelC${x+1}Ready = 1;
                 }

                 xC${x} = vec4(xTexelC${x}.zw, xTexelC${x+1}.zw);
               `,x+1<c&&(d+=`
                   final = vec4(0.0);
                   xCOffset = xC + 1 + strides[1];
                   if(xCOffset >= 0 && xCOffset < inDims[1]) {
                     final = getX(batch, xR, xCOffset, d1);
                   }
                   xC${x+1} = vec4(xTexelC${x+1}.xy, final.xy);
                 `)):(d+=`
                 if(xC >= 0 && xC < inDims[1] && xTexelC${x}Ready == 0) {
                   xTexelC${x} = getX(batch, xR, xC, d1);
                   if (xC + 1 >= inDims[1]) {
                     xTexelC${x}.zw = vec2(0.0);
                   }
                   xTexelC${x}Ready = 1;
                 }

                 xCOffset = xC + strides[1];
                 if(xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${x+1}Ready == 0) {
                   xTexelC${x+1} = getX(batch, xR, xCOffset, d1);
                   if (xCOffset + 1 >= inDims[1]) {
                     xTexelC${x+1}.zw = vec2(0.);
                   }
                   xTexelC${x+1}Ready = 1;
                 }

                 xC${x} = vec4(
                   xTexelC${x}.xy, xTexelC${x+1}.xy);
               `,x+1<c&&(d+=`
                   xC${x+1} = vec4(xTexelC${x}.zw, xTexelC${x+1}.zw);
                 `)));x<c&&(d+=`
             wTexel = getW(r, ${x}, d1, d2);
             dotProd += xC${x}.xxzz * vec4(wTexel.xy, wTexel.xy);
             if(d1 + 1 < ${e.inChannels}) {
               dotProd += xC${x}.yyww * vec4(wTexel.zw, wTexel.zw);
             }
           `,x+1<c&&(d+=`
               wTexel = getW(r, ${x+1}, d1, d2);
               dotProd += xC${x+1}.xxzz * vec4(wTexel.xy, wTexel.xy);
               if(d1 + 1 < ${e.inChannels}) {
                 dotProd += xC${x+1}.yyww * vec4(wTexel.zw, wTexel.zw);
               }
             `))}d+=`
     }
   `,d+=`
     }
   `,d+=`
     }
   `;let m="",f="";n&&(o?m=`vec4 activation(vec4 a) {
           vec4 b = getPreluActivationWeightsAtOutCoords();
           ${n}
         }`:s?m=`vec4 activation(vec4 a) {
           vec4 b = getLeakyreluAlphaAtOutCoords();
           ${n}
         }`:m=`vec4 activation(vec4 x) {
           ${n}
         }`,f="result = activation(result);");let h=t?"result += getBiasAtOutCoords();":"";t&&this.variableNames.push("bias"),o&&this.variableNames.push("preluActivationWeights"),s&&this.variableNames.push("leakyreluAlpha"),this.userCode=`
       ${m}

       void main() {
         ivec4 coords = getOutputCoords();
         int batch = coords.x;
         ivec2 xRCCorner = coords.yz * strides - pads;
         int d2 = coords.w;
         int xRCorner = xRCCorner.x;
         int xCCorner = xRCCorner.y;

         //intialize dotProd with a small epsilon seems to reduce GPU accuracy loss.
         vec4 dotProd = vec4(0.000000000000001);

         ${d}

         vec4 result = dotProd - vec4(0.000000000000001);
         ${h}
         ${f}
         setOutput(result);
       }
     `}};var Pc=class{constructor(e,t){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,this.customUniforms=[{name:"inputShape",type:"ivec4"},{name:"pad",type:"ivec2"},{name:"stride",type:"ivec2"},{name:"dilation",type:"ivec2"},{name:"inChannels",type:"int"},{name:"itemsPerBlockRow",type:"int"},{name:"outWidth",type:"int"}],this.outputShape=e,this.enableShapeUniforms=he(this.outputShape.length);let{dataFormat:n}=t,o=_e(),s=n==="channelsLast",i=s?1:2,u=s?2:3,l=this.enableShapeUniforms?"if(blockIndex < outShape[2] && pos < outShape[1]) {":`if(blockIndex < ${e[2]} && pos < ${e[1]}) {`,a="";for(let c=0;c<=1;c++)for(let p=0;p<=1;p++)a+=`
          blockIndex = rc.z + ${p};
          pos = rc.y + ${c};

          ${l}
            offsetY = int(blockIndex / outWidth) * stride[0] - pad[0];
            d0 = offsetY + dilation[0] * (pos / itemsPerBlockRow);

            if(d0 < inputShape[${i}] && d0 >= 0) {
              // Use custom imod instead mod. On Intel GPU, mod may generate
              // unexpected value.
              // https://github.com/tensorflow/tfjs/issues/5447
              offsetX = imod(blockIndex, outWidth) * stride[1] - pad[1];
              d1 = offsetX + dilation[1] * (imod(pos, itemsPerBlockRow) /
                  inChannels);

              if(d1 < inputShape[${u}] && d1 >= 0) {

                ch = imod(pos, inChannels);

                if (${s}) {
                  innerDims = vec2(d1, ch);
                  result[${c*2+p}] = getChannel(
                    getA(rc.x, d0, int(innerDims.x),
                    int(innerDims.y)), innerDims);
                } else {
                  innerDims = vec2(d0, d1);
                  result[${c*2+p}] = getChannel(
                    getA(rc.x, ch, int(innerDims.x),
                    int(innerDims.y)), innerDims);
                }
              }
            }
          }
        `;this.userCode=`
      void main() {
        ivec3 rc = getOutputCoords();

        vec4 result = vec4(0);

        int blockIndex, pos, offsetY, d0, offsetX, d1, ch;
        vec2 innerDims;

        ${a}

        ${o.output} = result;
      }
    `}};function Mc(r,e){let t=r.length;return t>=3?e?[...r.slice(0,-3),r[t-3]*r[t-2],r[t-1]]:[...r.slice(0,-3),r[t-3],r[t-2]*r[t-1]]:!e&&t===1&&r[0]>1?[r[0],1]:null}function Oc({x:r,filter:e,convInfo:t,backend:n,bias:o=null,preluActivationWeights:s=null,leakyreluAlpha:i=0,activation:u=null}){let l=r.shape,a=n.texData.get(r.dataId),c=t.inChannels,p=l[0]*l[1]*l[2],d=t.outChannels,m=t.dataFormat==="channelsLast",f=!1,h=!1,g,x=[];if(s!=null){let v=Mc(s.shape,m);v!=null&&(s=P({inputs:{x:s},backend:n,attrs:{shape:v}}),x.push(s))}if(o!=null){let v=Mc(o.shape,m);v!=null&&(o=P({inputs:{x:o},backend:n,attrs:{shape:v}}),x.push(o))}if(!((p===1||d===1)&&c>Rg)&&a.isPacked&&m&&a.texture!=null&&l[2]%2!==0&&b.arraysEqual(a.shape.slice(-3),l.slice(-3))){let v=l[0]*l[1]*(l[2]+1),_={dataId:r.dataId,shape:[1,v,t.inChannels],dtype:r.dtype},T=a.shape;a.shape=a.shape.slice(),a.shape[a.shape.length-2]++,b.assert(Un(a.shape,_.shape),()=>`packed reshape ${a.shape} to ${_.shape} isn't free`);let R=P({inputs:{x:e},backend:n,attrs:{shape:[1,t.inChannels,t.outChannels]}});x.push(R);let A=Hn({a:_,b:R,backend:n,transposeA:f,transposeB:h,bias:o,activation:u,preluActivationWeights:s,leakyreluAlpha:i}),F=n.texData.get(A.dataId);b.assert(F.isPacked,()=>"batchMatMul result is expected to be packed"),a.shape=T,F.shape=t.outShape,g=Ne({inputs:{x:A},backend:n}),g.shape=t.outShape,x.push(A)}else{let v=t.outHeight*t.outWidth,_=P({inputs:{x:r},backend:n,attrs:{shape:m?[t.batchSize,v,t.inChannels]:[t.batchSize,t.inChannels,v]}}),T=P({inputs:{x:e},backend:n,attrs:{shape:[1,t.inChannels,t.outChannels]}}),R=Hn({a:m?_:T,b:m?T:_,transposeA:!m,transposeB:h,backend:n,bias:o,activation:u,preluActivationWeights:s,leakyreluAlpha:i});g=P({inputs:{x:R},backend:n,attrs:{shape:t.outShape}}),x.push(_),x.push(T),x.push(R)}for(let v of x)n.disposeIntermediateTensorInfo(v);return g}function Bc({x:r,filter:e,convInfo:t,backend:n,bias:o=null,preluActivationWeights:s=null,leakyreluAlpha:i=0,activation:u=null}){let{filterWidth:l,filterHeight:a,inChannels:c,outWidth:p,outHeight:d,dataFormat:m}=t,f=m==="channelsLast",h=l*a*c,g=d*p,x=[t.batchSize,h,g],y=!0,w=!1,v=[];if(s!=null){let xe=Mc(s.shape,f);xe!=null&&(s=P({inputs:{x:s},backend:n,attrs:{shape:xe}}),v.push(s))}if(o!=null){let xe=Mc(o.shape,f);xe!=null&&(o=P({inputs:{x:o},backend:n,attrs:{shape:xe}}),v.push(o))}let _=P({inputs:{x:e},backend:n,attrs:{shape:[1,h,b.sizeFromShape(e.shape)/h]}});v.push(_);let T=new Pc(x,t),R=[r.shape,[t.padInfo.top,t.padInfo.left],[t.strideHeight,t.strideWidth],[t.dilationHeight,t.dilationWidth],[t.inChannels],[t.filterWidth*t.inChannels],[t.outWidth]],A=n.runWebGLProgram(T,[r],"float32",R),F=P({inputs:{x:A},backend:n,attrs:{shape:x}});v.push(A),v.push(F);let D=o!=null,O=s!=null,W=u==="leakyrelu",Q=u?vr(u,!0):null,oe=new ss(f?F.shape:_.shape,f?_.shape:F.shape,f?[t.batchSize,g,t.outChannels]:[t.batchSize,t.outChannels,g],y,w,D,Q,O,W),ue=f?[F,_]:[_,F];if(o&&ue.push(o),O&&ue.push(s),W){let xe=n.makeTensorInfo([],"float32",b.createScalarValue(i,"float32"));ue.push(xe),v.push(xe)}let ge=n.runWebGLProgram(oe,ue,"float32"),ne=P({inputs:{x:ge},backend:n,attrs:{shape:t.outShape}});v.push(ge);for(let xe of v)n.disposeIntermediateTensorInfo(xe);return ne}function eO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s}=e,{strides:i,pad:u,dataFormat:l,dilations:a,dimRoundingMode:c}=n,p=C.convertConv2DDataFormat(l),d=C.computeConv2DInfo(o.shape,s.shape,i,a,u,c,!1,p),m;if(d.filterHeight===1&&d.filterWidth===1&&d.dilationHeight===1&&d.dilationWidth===1&&d.strideHeight===1&&d.strideWidth===1&&(d.padInfo.type==="SAME"||d.padInfo.type==="VALID"))m=Oc({x:o,filter:s,convInfo:d,backend:t});else if(d.strideWidth<=2&&p==="channelsLast"&&S().getBool("WEBGL_EXP_CONV")){let h=new us(d),g=[[d.padInfo.top,d.padInfo.left],[d.strideHeight,d.strideWidth],[d.dilationHeight,d.dilationWidth],[d.inHeight,d.inWidth]];m=t.runWebGLProgram(h,[o,s],"float32",g)}else if(S().getBool("WEBGL_CONV_IM2COL"))m=Bc({x:o,filter:s,convInfo:d,backend:t});else{let h=new is(d);m=t.runWebGLProgram(h,[o,s],"float32")}let f=P({inputs:{x:m},backend:t,attrs:{shape:d.outShape}});return t.disposeIntermediateTensorInfo(m),f}var i1={kernelName:mn,backendName:"webgl",kernelFunc:eO};var Lc=class{constructor(e){this.variableNames=["x","dy"],this.outputShape=e.filterShape;let t=e.strideHeight,n=e.strideWidth,o=e.padInfo.top,s=e.padInfo.left,i=e.dataFormat==="channelsLast";this.userCode=`
      void main() {
        ivec4 coords = getOutputCoords();
        int wR = coords.x;
        int wC = coords.y;
        int d1 = coords.z;
        int d2 = coords.w;

        // Convolve x(?, ?, d1) with dy(:, :, d2) to get dw(wR, wC, d1, d2).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;

        for (int b = 0; b < ${e.batchSize}; b++) {
          for (int yR = 0; yR < ${e.outHeight}; yR++) {
            int xR = wR + yR * ${t} - ${o};

            if (xR < 0 || xR >= ${e.inHeight}) {
              continue;
            }

            for (int yC = 0; yC < ${e.outWidth}; yC++) {
              int xC = wC + yC * ${n} - ${s};

              if (xC < 0 || xC >= ${e.inWidth}) {
                continue;
              }

              ${i?`float dyValue = getDy(b, yR, yC, d2);
              float xValue = getX(b, xR, xC, d1);
              dotProd += (xValue * dyValue);`:`float dyValue = getDy(b, d2, yR, yC);
              float xValue = getX(b, d1, xR, xC);
              dotProd += (xValue * dyValue);`}
            }
          }
        }
        setOutput(dotProd);
      }
    `}},Uc=class{constructor(e){this.variableNames=["dy","W"],this.outputShape=e.inShape;let t=e.filterHeight,n=e.filterWidth,o=e.strideHeight,s=e.strideWidth,i=e.dataFormat==="channelsLast",u=t-1-e.padInfo.top,l=n-1-e.padInfo.left,a=i?1:2,c=i?2:3,p=i?3:1;this.userCode=`
      const ivec2 pads = ivec2(${u}, ${l});

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords[0];
        int d1 = coords[${p}];

        ivec2 dyCorner = ivec2(coords[${a}], coords[${c}]) - pads;
        int dyRCorner = dyCorner.x;
        int dyCCorner = dyCorner.y;

        // Convolve dy(?, ?, d2) with w(:, :, d1, d2) to compute dx(xR, xC, d1).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;
        for (int wR = 0; wR < ${t}; wR++) {
          float dyR = float(dyRCorner + wR) / ${o}.0;

          if (dyR < 0.0 || dyR >= ${e.outHeight}.0 || fract(dyR) > 0.0) {
            continue;
          }
          int idyR = int(dyR);

          int wRPerm = ${t} - 1 - wR;

          for (int wC = 0; wC < ${n}; wC++) {
            float dyC = float(dyCCorner + wC) / ${s}.0;

            if (dyC < 0.0 || dyC >= ${e.outWidth}.0 ||
                fract(dyC) > 0.0) {
              continue;
            }
            int idyC = int(dyC);

            int wCPerm = ${n} - 1 - wC;

            for (int d2 = 0; d2 < ${e.outChannels}; d2++) {

              if (${i}) {
                float xValue = getDy(batch, idyR, idyC, d2);
                float wValue = getW(wRPerm, wCPerm, d1, d2);
                dotProd += xValue * wValue;
              } else {
                float xValue = getDy(batch, d2, idyR, idyC);
                float wValue = getW(wRPerm, wCPerm, d1, d2);
                dotProd += xValue * wValue;
              }

            }
          }
        }
        setOutput(dotProd);
      }
    `}},Wc=class{constructor(e){this.variableNames=["x","dy"],this.outputShape=e.filterShape;let t=e.strideDepth,n=e.strideHeight,o=e.strideWidth,s=e.padInfo.front,i=e.padInfo.top,u=e.padInfo.left;this.userCode=`
      void main() {
        ivec5 coords = getOutputCoords();
        int wF = coords.x;
        int wR = coords.y;
        int wC = coords.z;
        int d1 = coords.w;
        int d2 = coords.u;

        float dotProd = 0.0;

        for (int b = 0; b < ${e.batchSize}; b++) {
          for (int yF = 0; yF < ${e.outDepth}; yF++) {
            int xF = wF + yF * ${t} - ${s};

            if (xF < 0 || xF >= ${e.inDepth}) {
              continue;
            }

            for (int yR = 0; yR < ${e.outHeight}; yR++) {
              int xR = wR + yR * ${n} - ${i};

              if (xR < 0 || xR >= ${e.inHeight}) {
                continue;
              }

              for (int yC = 0; yC < ${e.outWidth}; yC++) {
                int xC = wC + yC * ${o} - ${u};

                if (xC < 0 || xC >= ${e.inWidth}) {
                  continue;
                }

                float dyValue = getDy(b, yF, yR, yC, d2);
                float xValue = getX(b, xF, xR, xC, d1);
                dotProd += (xValue * dyValue);
              }
            }
          }
        }
        setOutput(dotProd);
      }
    `}},Vc=class{constructor(e){this.variableNames=["dy","W"],this.outputShape=e.inShape;let t=e.filterDepth,n=e.filterHeight,o=e.filterWidth,s=e.strideDepth,i=e.strideHeight,u=e.strideWidth,l=t-1-e.padInfo.front,a=n-1-e.padInfo.top,c=o-1-e.padInfo.left;this.userCode=`
      const ivec3 pads = ivec3(${l}, ${a}, ${c});

      void main() {
        ivec5 coords = getOutputCoords();
        int batch = coords.x;
        int d1 = coords.u;


        ivec3 dyCorner = ivec3(coords.y, coords.z, coords.w) - pads;
        int dyFCorner = dyCorner.x;
        int dyRCorner = dyCorner.y;
        int dyCCorner = dyCorner.z;

        float dotProd = 0.0;
        for (int wF = 0; wF < ${t}; wF++) {
          float dyF = float(dyFCorner + wF) / ${s}.0;

          if (dyF < 0.0 || dyF >= ${e.outDepth}.0 || fract(dyF) > 0.0) {
            continue;
          }
          int idyF = int(dyF);

          int wFPerm = ${t} - 1 - wF;

          for (int wR = 0; wR < ${n}; wR++) {
            float dyR = float(dyRCorner + wR) / ${i}.0;

            if (dyR < 0.0 || dyR >= ${e.outHeight}.0 ||
              fract(dyR) > 0.0) {
              continue;
            }
            int idyR = int(dyR);

            int wRPerm = ${n} - 1 - wR;

            for (int wC = 0; wC < ${o}; wC++) {
              float dyC = float(dyCCorner + wC) / ${u}.0;

              if (dyC < 0.0 || dyC >= ${e.outWidth}.0 ||
                  fract(dyC) > 0.0) {
                continue;
              }
              int idyC = int(dyC);

              int wCPerm = ${o} - 1 - wC;

              for (int d2 = 0; d2 < ${e.outChannels}; d2++) {
                float xValue = getDy(batch, idyF, idyR, idyC, d2);
                float wValue = getW(wFPerm, wRPerm, wCPerm, d1, d2);
                dotProd += xValue * wValue;
              }
            }
          }
        }
        setOutput(dotProd);
      }
    `}};function tO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,dy:s}=e,{strides:i,pad:u,dataFormat:l,dimRoundingMode:a,filterShape:c}=n,p=C.convertConv2DDataFormat(l),d=C.computeConv2DInfo(o.shape,c,i,1,u,a,!1,p),m=new Lc(d);return t.runWebGLProgram(m,[o,s],"float32")}var u1={kernelName:pu,backendName:"webgl",kernelFunc:tO};var Gc=class{constructor(e){this.variableNames=["dy","W"],this.packedInputs=!0,this.packedOutput=!0,this.customUniforms=[{name:"strides",type:"vec2"}],this.outputShape=e.inShape,this.enableShapeUniforms=he(this.outputShape.length);let t=e.filterHeight,n=e.filterWidth,o=t-1-e.padInfo.top,s=n-1-e.padInfo.left;this.userCode=`
      const ivec2 pads = ivec2(${o}, ${s});

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords[0];
        int d1 = coords[3];

        ivec2 dyCorner = ivec2(coords[1], coords[2]) - pads;
        int dyRCorner = dyCorner.x;
        int dyCCorner = dyCorner.y;

        vec4 result = vec4(0.);
        for (int wR = 0; wR < ${t}; wR++) {
          float dyR = float(dyRCorner + wR) / strides[0];
          if (dyR < 0.0 || dyR >= ${e.outHeight}.0 || fract(dyR) > 0.0) {
            continue;
          }
          int idyR = int(dyR);
          int wRPerm = ${t} - 1 - wR;

          for (int wC = 0; wC < ${n}; wC++) {
            int wCPerm = ${n} - 1 - wC;

            float dyC = float(dyCCorner + wC) / strides[1];
            bool idyCVal = (dyC >= 0.0) && (dyC < ${e.outWidth}.0)
              && (fract(dyC) == 0.0);
            int idyC = int(dyC);

            float dyC2 = float(dyCCorner + wC + 1) / strides[1];
            bool idyCVal2 = (dyC2 >= 0.0) && (dyC2 < ${e.outWidth}.0)
              && (fract(dyC2) == 0.0);
            int idyC2 = int(dyC2);

            if (idyCVal && idyCVal2) {
              for (int d2 = 0; d2 < ${e.outChannels}; d2 += 2) {
                vec4 wValue = getW(wRPerm, wCPerm, d1, d2);
                vec4 dySample = getDy(batch, idyR, idyC, d2);
                vec4 dySample2 = (idyC / 2 == idyC2 / 2) ?
                  dySample : getDy(batch, idyR, idyC2, d2);

                vec2 dyValue = mod(float(idyC), 2.) == 0. ?
                  dySample.xy : dySample.zw;
                result.xy += vec2(dot(dyValue, wValue.xy),
                  dot(dyValue, wValue.zw));

                dyValue = mod(float(idyC2), 2.) == 0. ?
                  dySample2.xy : dySample2.zw;
                result.zw += vec2(dot(dyValue, wValue.xy),
                  dot(dyValue, wValue.zw));
              }
            } else if (idyCVal) {
              for (int d2 = 0; d2 < ${e.outChannels}; d2 += 2) {
                vec4 wValue = getW(wRPerm, wCPerm, d1, d2);
                vec4 dySample = getDy(batch, idyR, idyC, d2);
                vec2 dyValue = mod(float(idyC), 2.) == 0. ?
                  dySample.xy : dySample.zw;
                result.xy += vec2(dot(dyValue, wValue.xy),
                  dot(dyValue, wValue.zw));
              }
            } else if (idyCVal2) {
              for (int d2 = 0; d2 < ${e.outChannels}; d2 += 2) {
                vec4 wValue = getW(wRPerm, wCPerm, d1, d2);
                vec4 dySample = getDy(batch, idyR, idyC2, d2);
                vec2 dyValue = mod(float(idyC2), 2.) == 0. ?
                  dySample.xy : dySample.zw;
                result.zw += vec2(dot(dyValue, wValue.xy),
                  dot(dyValue, wValue.zw));
              }
            }
          }
        }
        setOutput(result);
      }
    `}};function rO(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,filter:s}=e,{inputShape:i,strides:u,pad:l,dataFormat:a,dimRoundingMode:c}=n,p=C.convertConv2DDataFormat(a),d=C.computeConv2DInfo(i,s.shape,u,1,l,c,!1,p);if(S().getBool("WEBGL_PACK_CONV2DTRANSPOSE")&&p==="channelsLast"){let m=[[d.strideHeight,d.strideWidth]],f=new Gc(d);return t.runWebGLProgram(f,[o,s],"float32",m)}else{let m=new Uc(d);return t.runWebGLProgram(m,[o,s],"float32")}}var l1={kernelName:fn,backendName:"webgl",kernelFunc:rO};function nO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s}=e,{strides:i,pad:u,dilations:l}=n,a=C.computeConv3DInfo(o.shape,s.shape,i,l,u),c=new Dc(a);return t.runWebGLProgram(c,[o,s],"float32")}var c1={kernelName:$s,backendName:"webgl",kernelFunc:nO};function oO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,dy:s}=e,{strides:i,pad:u,filterShape:l}=n,a=C.computeConv3DInfo(o.shape,l,i,1,u),c=new Wc(a);return t.runWebGLProgram(c,[o,s],"float32")}var p1={kernelName:Fs,backendName:"webgl",kernelFunc:oO};function sO(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,filter:s}=e,{pad:i,strides:u,inputShape:l}=n,a=C.computeConv3DInfo(l,s.shape,u,1,i),c=new Vc(a);return t.runWebGLProgram(c,[o,s],"float32")}var d1={kernelName:Ds,backendName:"webgl",kernelFunc:sO};var aO=Ut+`
  return cos(x);
`,iO=`
  vec4 result = cos(x);
  bvec4 isNaN = isnan(x);
  ${St}
  return result;
`,uO=q({opSnippet:aO,packedOpSnippet:iO}),m1={kernelName:"Cos",backendName:"webgl",kernelFunc:uO};var lO=`
  float e2x = exp(-x);
  return (e2x + 1.0 / e2x) / 2.0;
`,cO=q({opSnippet:lO}),f1={kernelName:du,backendName:"webgl",kernelFunc:cO};var zc=class{constructor(e,t,n,o,s){this.variableNames=["Image","Boxes","BoxInd"],this.outputShape=[];let[i,u,l,a]=e,[c]=t,[p,d]=n;this.outputShape=[c,p,d,a];let m=o==="bilinear"?1:0,[f,h]=[`${u-1}.0`,`${l-1}.0`],[g,x,y]=p>1?[`${(u-1)/(p-1)}`,"(y2-y1) * height_ratio",`y1*${f} + float(y)*(height_scale)`]:["0.0","0.0",`0.5 * (y1+y2) * ${f}`],[w,v,_]=d>1?[`${(l-1)/(d-1)}`,"(x2-x1) * width_ratio",`x1*${h} + float(x)*(width_scale)`]:["0.0","0.0",`0.5 * (x1+x2) * ${h}`];this.userCode=`
      const float height_ratio = float(${g});
      const float width_ratio = float(${w});
      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int y = coords[1];
        int x = coords[2];
        int d = coords[3];

        // get box vals
        float y1 = getBoxes(b,0);
        float x1 = getBoxes(b,1);
        float y2 = getBoxes(b,2);
        float x2 = getBoxes(b,3);

        // get image in batch index
        int bInd = round(getBoxInd(b));
        if(bInd < 0 || bInd >= ${i}) {
          return;
        }

        float height_scale = ${x};
        float width_scale = ${v};

        float in_y = ${y};
        if( in_y < 0.0 || in_y > ${f} ) {
          setOutput(float(${s}));
          return;
        }
        float in_x = ${_};
        if( in_x < 0.0 || in_x > ${h} ) {
          setOutput(float(${s}));
          return;
        }

        vec2 sourceFracIndexCR = vec2(in_x,in_y);
        if(${m} == 1) {
          // Compute the four integer indices.
          ivec2 sourceFloorCR = ivec2(sourceFracIndexCR);
          ivec2 sourceCeilCR = ivec2(ceil(sourceFracIndexCR));

          float topLeft = getImage(b, sourceFloorCR.y, sourceFloorCR.x, d);
          float bottomLeft = getImage(b, sourceCeilCR.y, sourceFloorCR.x, d);
          float topRight = getImage(b, sourceFloorCR.y, sourceCeilCR.x, d);
          float bottomRight = getImage(b, sourceCeilCR.y, sourceCeilCR.x, d);

          vec2 fracCR = sourceFracIndexCR - vec2(sourceFloorCR);

          float top = topLeft + (topRight - topLeft) * fracCR.x;
          float bottom = bottomLeft + (bottomRight - bottomLeft) * fracCR.x;
          float newValue = top + (bottom - top) * fracCR.y;
          setOutput(newValue);
        } else {
          // Compute the coordinators of nearest neighbor point.
          ivec2 sourceNearestCR = ivec2(floor(
            sourceFracIndexCR + vec2(0.5,0.5)));
          float newValue = getImage(b, sourceNearestCR.y, sourceNearestCR.x, d);
          setOutput(newValue);
        }
      }
    `}};var pO=r=>{let{inputs:e,backend:t,attrs:n}=r,{image:o,boxes:s,boxInd:i}=e,{cropSize:u,method:l,extrapolationValue:a}=n,c=new zc(o.shape,s.shape,u,l,a);return t.runWebGLProgram(c,[o,s,i],"float32")},h1={kernelName:Os,backendName:"webgl",kernelFunc:pO};var Kn;(function(r){r.Prod="*",r.Sum="+"})(Kn||(Kn={}));var ei=class{constructor(e,t,n,o){this.op=e,this.outputShape=t,this.variableNames=["x"],this.customUniforms=[{name:"index",type:"float"}];let s=this.outputShape.length,i=this.op===Kn.Prod?"1.0":"0.0",u=n?i:`getX(${g1(s,"coords",this.op)})`,l=this.outputShape[this.outputShape.length-1],a="",c="";n?(a=o?`end != ${l-1}`:"end != 0",c=o?"end + 1":"end - 1"):(a=o?`end + pow2 < ${l}`:"end >= pow2",c=o?"end + pow2":"end - pow2"),this.userCode=`
      void main() {
        ${J(s)} coords = getOutputCoords();
        int end = ${x1(s,"coords",this.op)};
        float val = ${u};
        int pow2 = int(pow(2.0, index));
        if (${a}) {
          int idx = ${c};
          ${x1(s,"coords",this.op)} = idx;
          val ${this.op}= getX(${g1(s,"coords",this.op)});
        }
        setOutput(val);
      }
    `}};function g1(r,e,t){if(r===1)return`${e}`;if(r===2)return`${e}.x, ${e}.y`;if(r===3)return`${e}.x, ${e}.y, ${e}.z`;if(r===4)return`${e}.x, ${e}.y, ${e}.z, ${e}.w`;throw new Error(`Cumulative ${t} for rank ${r} is not yet supported`)}function x1(r,e,t){if(r===1)return`${e}`;if(r===2)return`${e}.y`;if(r===3)return`${e}.z`;if(r===4)return`${e}.w`;throw new Error(`Cumulative ${t} for rank ${r} is not yet supported`)}function Hc(r,e,t,n,o,s){let i=e.shape.length,u=C.getAxesPermutation([n],i),l=e;u!=null&&(l=ve({inputs:{x:e},backend:t,attrs:{perm:u}}));let a=C.getInnerMostAxes(1,i)[0];if(a!==i-1)throw new Error(`WebGL cumprod shader expects an inner-most axis=${e.shape.length-1} but got axis=${n}`);let c=l.shape[a],p=Ne({inputs:{x:l},backend:t});for(let d=0;d<=Math.ceil(Math.log2(c))-1;d++){let m=new ei(r,l.shape,!1,s),f=[[d]],h=p;p=t.runWebGLProgram(m,[p],p.dtype,f),t.disposeIntermediateTensorInfo(h)}if(o){let d=new ei(r,l.shape,o,s),m=p;p=t.runWebGLProgram(d,[p],p.dtype),t.disposeIntermediateTensorInfo(m)}if(u!=null){let d=C.getUndoAxesPermutation(u),m=ve({inputs:{x:p},backend:t,attrs:{perm:d}});return t.disposeIntermediateTensorInfo(p),t.disposeIntermediateTensorInfo(l),m}return p}function dO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,exclusive:i,reverse:u}=n;return Hc(Kn.Prod,o,t,s,i,u)}var b1={kernelName:Ps,backendName:"webgl",kernelFunc:dO};function mO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,exclusive:i,reverse:u}=n;return Hc(Kn.Sum,o,t,s,i,u)}var y1={kernelName:Ms,backendName:"webgl",kernelFunc:mO};function fO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,weights:s}=e,{size:i,binaryOutput:u}=n;if(o.shape.length===1){let l=t.readSync(o.dataId),a=t.readSync(s.dataId),c=ac(l,a,s.dtype,s.shape,i);return t.makeTensorInfo([i],s.dtype,c)}else if(o.shape.length===2){let l=t.bufferSync(o),a=t.bufferSync(s),c=o_(l,a,i,u);return t.makeTensorInfo(c.shape,s.dtype,c.values)}throw new Error(`Error in denseBincount: input must be at most rank 2, but got rank${o.shape.length}.`)}var C1={kernelName:mu,backendName:"webgl",kernelFunc:fO};var qc=class{constructor(e,t,n){this.variableNames=["x"],this.outputShape=[],this.outputShape=e,this.blockSize=t,this.dataFormat=n,this.userCode=`
    void main() {
      ivec4 coords = getOutputCoords();
      int b = coords[0];
      int h = ${this.getHeightCoordString()};
      int w = ${this.getWidthCoordString()};
      int d = ${this.getDepthCoordString()};

      int in_h = h / ${t};
      int offset_h = imod(h, ${t});
      int in_w = w / ${t};
      int offset_w = imod(w, ${t});
      int offset_d = (offset_h * ${t} + offset_w) *
        ${this.getOutputDepthSize()};
      int in_d = d + offset_d;

      float result = ${this.getInputSamplingString()};
      setOutput(result);
    }
  `}getHeightCoordString(){return this.dataFormat==="NHWC"?"coords[1]":"coords[2]"}getWidthCoordString(){return this.dataFormat==="NHWC"?"coords[2]":"coords[3]"}getDepthCoordString(){return this.dataFormat==="NHWC"?"coords[3]":"coords[1]"}getOutputDepthSize(){return this.dataFormat==="NHWC"?this.outputShape[3]:this.outputShape[1]}getInputSamplingString(){return this.dataFormat==="NHWC"?"getX(b, in_h, in_w, in_d)":"getX(b, in_d, in_h, in_w)"}};function hO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{blockSize:s,dataFormat:i}=n,u=o.shape[0],l=i==="NHWC"?o.shape[1]:o.shape[2],a=i==="NHWC"?o.shape[2]:o.shape[3],c=i==="NHWC"?o.shape[3]:o.shape[1],p=l*s,d=a*s,m=c/(s*s),f=i==="NHWC"?[u,p,d,m]:[u,m,p,d],h=new qc(f,s,i);return t.runWebGLProgram(h,[o],o.dtype)}var w1={kernelName:Bs,backendName:"webgl",kernelFunc:hO};var ls=class{constructor(e,t=!1,n=null,o=!1,s=!1){this.variableNames=["x","W"],this.customUniforms=[{name:"pads",type:"ivec2"},{name:"strides",type:"ivec2"},{name:"dilations",type:"ivec2"},{name:"inDims",type:"ivec2"}],this.outputShape=e.outShape,this.enableShapeUniforms=he(this.outputShape.length);let i=e.filterHeight,u=e.filterWidth,l=e.outChannels/e.inChannels,a="",c="";n&&(o?a=`float activation(float a) {
          float b = getPreluActivationWeightsAtOutCoords();
          ${n}
        }`:s?a=`float activation(float a) {
          float b = getLeakyreluAlphaAtOutCoords();
          ${n}
        }`:a=`
          float activation(float x) {
            ${n}
          }
        `,c="result = activation(result);");let p=t?"result += getBiasAtOutCoords();":"";t&&this.variableNames.push("bias"),o&&this.variableNames.push("preluActivationWeights"),s&&this.variableNames.push("leakyreluAlpha"),this.userCode=`
      ${a}

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords.x;
        ivec2 xRCCorner = coords.yz * strides - pads;
        int d2 = coords.w;
        int d1 = d2 / ${l};
        int q = d2 - d1 * ${l};

        int xRCorner = xRCCorner.x;
        int xCCorner = xRCCorner.y;

        // Convolve x(?, ?, d1) with w(:, :, d1, q) to get y(yR, yC, d2).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;
        // TO DO(dsmilkov): Flatten the two for loops and vec4 the operations.
        for (int wR = 0; wR < ${i}; wR++) {
          int xR = xRCorner + wR * dilations[0];

          if (xR < 0 || xR >= inDims[0]) {
            continue;
          }

          for (int wC = 0; wC < ${u}; wC++) {
            int xC = xCCorner + wC * dilations[1];

            if (xC < 0 || xC >= inDims[1]) {
              continue;
            }

            float xVal = getX(batch, xR, xC, d1);
            float wVal = getW(wR, wC, d1, q);
            dotProd += xVal * wVal;
          }
        }

        float result = dotProd;
        ${p}
        ${c}
        setOutput(result);
      }
    `}};var cs=class{constructor(e,t=!1,n=null,o=!1,s=!1){this.variableNames=["x","W"],this.packedInputs=!0,this.packedOutput=!0,this.customUniforms=[{name:"pads",type:"ivec2"},{name:"strides",type:"ivec2"},{name:"dilations",type:"ivec2"},{name:"inDims",type:"ivec2"}],this.outputShape=e.outShape,this.enableShapeUniforms=he(this.outputShape.length);let i=e.outChannels/e.inChannels,u=e.padInfo.left,l=e.strideWidth,a=e.dilationWidth,c=e.filterHeight,p=e.filterWidth,d=p,m=`
      int xR; int xC; int xCOffset;
      vec4 wTexel; vec4 previous; vec4 final;`;for(let x=0;x<p;x++)m+=`
          vec4 xTexelC${x*2};
          int xTexelC${x*2}Ready;
          vec4 xTexelC${x*2+1};
          int xTexelC${x*2+1}Ready;
          vec4 xC${x};`;m+=`
    for (int r = 0; r < ${c}; r++) {
      `;for(let x=0;x<p;x++)m+=`
          xTexelC${x*2} = vec4(0.0);
          xTexelC${x*2}Ready = 0;
          xTexelC${x*2+1} = vec4(0.0);
          xTexelC${x*2+1}Ready = 0;
          xC${x} = vec4(0.0);`;m+=`
        xR = xRCorner + r * dilations[0];
        if (xR >=0 && xR < inDims[0]) {
      `;for(let x=0;x<(d+1)/2;x++){let y=x*2;if(m+=`
          xC = xCCorner + ${y*a};
          `,l===1){if(y<p&&(u%2===1?(m+=`
                xCOffset = xC + 1;
                if (xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${y}Ready == 0) {
                  xTexelC${y} = getX(batch, xR, xCOffset, d1);

                  // Need to manually clear unused channels in case
                  // we're reading from recycled texture.
                  if (xCOffset + 1 >= inDims[1]) {
                    xTexelC${y}.zw = vec2(0.0);
                  }
                  xTexelC${y}Ready = 1;
                }
              `,a===1&&y>0?m+=`
                xC${y} = vec4(xTexelC${y-2}.zw, xTexelC${y}.xy);
                `:m+=`
                  xCOffset = xC + 1 - 2;

                  if (xCOffset >= 0 && xCOffset < inDims[1]) {
                    previous = getX(batch, xR, xCOffset, d1);

                    // Need to manually clear unused channels in case
                    // we're reading from recycled texture.
                    if (xCOffset + 1 >= inDims[1]) {
                      previous.zw = vec2(0.0);
                    }

                    xC${y} = vec4(previous.zw, xTexelC${y}.xy);
                  } else {
                    xC${y} = vec4(0.0, 0.0, xTexelC${y}.xy);
                  }
                  `):m+=`
                if (xC >= 0 && xC < inDims[1] && xTexelC${y}Ready == 0) {
                  xTexelC${y} = getX(batch, xR, xC, d1);
                  if (xC + 1 >= inDims[1]) {
                    xTexelC${y}.zw = vec2(0.0);
                  }
                  xTexelC${y}Ready = 1;
                }

                xC${y} = xTexelC${y};
                `,y+1<p)){let w=u%2===0?b.nearestLargerEven(a):a;a%2===0&&u%2===1||a%2!==0&&u%2!==1?(m+=`
                  xCOffset = xC + imod(pads[1], 2) + ${w};

                  if (xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${y+1}Ready == 0) {
                    xTexelC${y+1} = getX(batch, xR, xCOffset, d1);

                    // Need to manually clear unused channels in case
                    // we're reading from recycled texture.
                    if (xCOffset + 1 >= inDims[1]) {
                      xTexelC${y+1}.zw = vec2(0.0);
                    }
                    xTexelC${y+1}Ready = 1;
                  }
                  `,a>1?m+=`
                    xCOffset -= 2;
                    if (xCOffset >= 0 && xCOffset < inDims[1]) {
                     previous = getX(batch, xR, xCOffset, d1);
                     xC${y+1} = vec4(previous.zw, xTexelC${y+1}.xy);
                    } else {
                     xC${y+1} = vec4(0.0, 0.0, xTexelC${y+1}.xy);
                    }
                    `:m+=`
                    xC${y+1} = vec4(xTexelC${y}.zw, xTexelC${y+1}.xy);
                    `):w===1?m+=`
                    xC${y+1} = xTexelC${y};
                    `:m+=`
                    xCOffset = xC + ${w};

                    if (xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${y+1}Ready == 0) {
                      xTexelC${y+1} = getX(batch, xR, xCOffset, d1);
                      if (xCOffset + 1 >= inDims[1]) {
                        xTexelC${y+1}.zw = vec2(0.0);
                      }
                      xTexelC${y+1}Ready = 1;
                    }

                    xC${y+1} = xTexelC${y+1};
                    `}}else y<p&&(u%2===1?(m+=`
                xCOffset = xC + 1 - strides[1];
                if(xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${y}Ready == 0) {
                  xTexelC${y} = getX(batch, xR, xCOffset, d1);
                  // Need to manually clear unused channels in case
                  // we're reading from recycled texture.
                  if (xCOffset + 1 >= inDims[1]) {
                    xTexelC${y}.zw = vec2(0.0);
                  }
                  xTexelC${y}Ready = 1;
                }

                if(xC + 1 >= 0 && xC + 1 < inDims[1] && xTexelC${y+1}Ready == 0) {
                  xTexelC${y+1} = getX(batch, xR, xC + 1, d1);
                  // Need to manually clear unused channels in case
                  // we're reading from recycled texture.
                  if (xC + 2 >= inDims[1]) {
                    xTexelC${y+1}.zw = vec2(0.0);
                  }
                  xTexelC${y+1}Ready = 1;
                }

                xC${y} = vec4(xTexelC${y}.zw, xTexelC${y+1}.zw);
              `,y+1<p&&(m+=`
                  final = vec4(0.0);
                  xCOffset = xC + 1 + strides[1];
                  if(xCOffset >= 0 && xCOffset < inDims[1]) {
                    final = getX(batch, xR, xCOffset, d1);
                  }
                  xC${y+1} = vec4(xTexelC${y+1}.xy, final.xy);
                `)):(m+=`
                if(xC >= 0 && xC < inDims[1] && xTexelC${y}Ready == 0) {
                  xTexelC${y} = getX(batch, xR, xC, d1);
                  if (xC + 1 >= inDims[1]) {
                    xTexelC${y}.zw = vec2(0.0);
                  }
                  xTexelC${y}Ready = 1;
                }

                xCOffset = xC + strides[1];
                if(xCOffset >= 0 && xCOffset < inDims[1] && xTexelC${y+1}Ready == 0) {
                  xTexelC${y+1} = getX(batch, xR, xCOffset, d1);
                  if (xCOffset + 1 >= inDims[1]) {
                    xTexelC${y+1}.zw = vec2(0.);
                  }
                  xTexelC${y+1}Ready = 1;
                }

                xC${y} = vec4(
                  xTexelC${y}.xy, xTexelC${y+1}.xy);
              `,y+1<p&&(m+=`
                  xC${y+1} = vec4(xTexelC${y}.zw, xTexelC${y+1}.zw);
                `)));y<p&&(m+=`
            wTexel = getW(r, ${y}, d1, q);
            dotProd += xC${y} * vec4(wTexel.xz, wTexel.xz);
          `,y+1<p&&(m+=`
              wTexel = getW(r, ${y+1}, d1, q);
              dotProd += xC${y+1} * vec4(wTexel.xz, wTexel.xz);
            `))}m+=`
    }
  `,m+=`
      }
    `;let f="",h="";n&&(o?f=`vec4 activation(vec4 a) {
          vec4 b = getPreluActivationWeightsAtOutCoords();
          ${n}
        }`:s?f=`vec4 activation(vec4 a) {
          vec4 b = getLeakyreluAlphaAtOutCoords();
          ${n}
        }`:f=`vec4 activation(vec4 x) {
          ${n}
        }`,h="result = activation(result);");let g=t?"result += getBiasAtOutCoords();":"";t&&this.variableNames.push("bias"),o&&this.variableNames.push("preluActivationWeights"),s&&this.variableNames.push("leakyreluAlpha"),this.userCode=`
      ${f}

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords.x;
        ivec2 xRCCorner = coords.yz * strides - pads;
        int d2 = coords.w;
        int d1 = d2 / ${i};
        int q = d2 - d1 * ${i};
        int xRCorner = xRCCorner.x;
        int xCCorner = xRCCorner.y;

        //intialize dotProd with a small epsilon seems to reduce GPU accuracy loss.
        vec4 dotProd = vec4(0.000000000000001);

        ${m}

        vec4 result = dotProd - vec4(0.000000000000001);
        ${g}
        ${h}
        setOutput(result);
      }
    `}};function gO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s}=e,{strides:i,pad:u,dilations:l,dimRoundingMode:a}=n,c=l;c==null&&(c=[1,1]),b.assert(C.eitherStridesOrDilationsAreOne(i,c),()=>`Error in depthwiseConv2d: Either strides or dilations must be 1. Got strides ${i} and dilations '${c}'`);let p=C.computeConv2DInfo(o.shape,s.shape,i,c,u,a,!0),d;S().getBool("WEBGL_PACK_DEPTHWISECONV")&&p.strideWidth<=2&&p.outChannels/p.inChannels===1?d=new cs(p):d=new ls(p);let m=[[p.padInfo.top,p.padInfo.left],[p.strideHeight,p.strideWidth],[p.dilationHeight,p.dilationWidth],[p.inHeight,p.inWidth]];return t.runWebGLProgram(d,[o,s],"float32",m)}var v1={kernelName:hn,backendName:"webgl",kernelFunc:gO};var Kc=class{constructor(e){this.variableNames=["x","dy"],this.outputShape=e.filterShape;let t=e.strideHeight,n=e.strideWidth,o=e.padInfo.top,s=e.padInfo.left,i=e.outChannels/e.inChannels;this.userCode=`
      void main() {
        ivec4 coords = getOutputCoords();
        int wR = coords.x;
        int wC = coords.y;
        int d1 = coords.z;
        int dm = coords.w;
        int d2 = d1 * ${i} + dm;

        float dotProd = 0.0;

        // TO DO: Vec4 over the batch size
        for (int b = 0; b < ${e.batchSize}; b++) {
          for (int yR = 0; yR < ${e.outHeight}; yR++) {
            int xR = wR + yR * ${t} - ${o};

            if (xR < 0 || xR >= ${e.inHeight}) {
              continue;
            }

            for (int yC = 0; yC < ${e.outWidth}; yC++) {
              int xC = wC + yC * ${n} - ${s};

              if (xC < 0 || xC >= ${e.inWidth}) {
                continue;
              }

              float dyValue = getDy(b, yR, yC, d2);
              float xValue = getX(b, xR, xC, d1);
              dotProd += (xValue * dyValue);
            }
          }
        }
        setOutput(dotProd);
      }
    `}},Xc=class{constructor(e){this.variableNames=["dy","W"],this.outputShape=e.inShape;let t=e.filterHeight,n=e.filterWidth,o=e.strideHeight,s=e.strideWidth,i=t-1-e.padInfo.top,u=n-1-e.padInfo.left,l=e.outChannels/e.inChannels;this.userCode=`
      const ivec2 pads = ivec2(${i}, ${u});

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords[0];
        int d1 = coords[3];
        ivec2 dyCorner = coords.yz - pads;
        int dyRCorner = dyCorner.x;
        int dyCCorner = dyCorner.y;

        float dotProd = 0.0;

        for (int wR = 0; wR < ${t}; wR++) {
          float dyR = float(dyRCorner + wR) / ${o}.0;

          if (dyR < 0.0 || dyR >= ${e.outHeight}.0 || fract(dyR) > 0.0) {
            continue;
          }
          int idyR = int(dyR);

          int wRPerm = ${t} - 1 - wR;

          for (int wC = 0; wC < ${n}; wC++) {
            float dyC = float(dyCCorner + wC) / ${s}.0;

            if (dyC < 0.0 || dyC >= ${e.outWidth}.0 ||
                fract(dyC) > 0.0) {
              continue;
            }
            int idyC = int(dyC);

            int wCPerm = ${n} - 1 - wC;

            // TO DO: Vec4 over the channelMul
            for (int dm = 0; dm < ${l}; dm++) {
              int d2 = d1 * ${l} + dm;
              float xValue = getDy(batch, idyR, idyC, d2);
              float wValue = getW(wRPerm, wCPerm, d1, dm);
              dotProd += xValue * wValue;
            }
          }
        }
        setOutput(dotProd);
      }
    `}};function xO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,dy:s}=e,{strides:i,dilations:u,pad:l,dimRoundingMode:a,filterShape:c}=n,p=C.computeConv2DInfo(o.shape,c,i,u,l,a,!0),d=new Kc(p);return t.runWebGLProgram(d,[o,s],"float32")}var I1={kernelName:fu,backendName:"webgl",kernelFunc:xO};function bO(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,filter:s}=e,{strides:i,dilations:u,pad:l,dimRoundingMode:a,inputShape:c}=n,p=C.computeConv2DInfo(c,s.shape,i,u,l,a,!0),d=new Xc(p);return t.runWebGLProgram(d,[o,s],"float32")}var S1={kernelName:hu,backendName:"webgl",kernelFunc:bO};var jc=class{constructor(e){this.variableNames=["X"],this.outputShape=[e,e],this.userCode=`
      void main() {
          ivec2 coords = getOutputCoords();
          float val = coords[0] == coords[1] ? getX(coords[0]) : 0.0;
          setOutput(val);
      }
    `}};function yO(r){let{inputs:e,backend:t}=r,{x:n}=e,o=[...n.shape,...n.shape],s=b.sizeFromShape(n.shape),i=P({inputs:{x:n},backend:t,attrs:{shape:[s]}}),u=new jc(s),l=t.runWebGLProgram(u,[i],i.dtype),a=P({inputs:{x:l},backend:t,attrs:{shape:o}});return t.disposeIntermediateTensorInfo(i),t.disposeIntermediateTensorInfo(l),a}var _1={kernelName:gu,backendName:"webgl",kernelFunc:yO};var Yc=class{constructor(e){this.variableNames=["x","W"],this.outputShape=e.outShape;let{inHeight:t,inWidth:n,padInfo:o,strideHeight:s,strideWidth:i,filterHeight:u,filterWidth:l,dilationHeight:a,dilationWidth:c}=e,{top:p,left:d}=o;this.userCode=`
      const ivec2 strides = ivec2(${s}, ${i});
      const ivec2 pads = ivec2(${p}, ${d});
      const float neg_infinity = -3.4e38;

      void main() {
        ivec4 coords = getOutputCoords();
        int batch = coords.x;
        int d1 = coords.w;
        ivec2 outTopLeftCorner =
            coords.yz * strides - pads;
        int hBeg = outTopLeftCorner.x;
        int wBeg = outTopLeftCorner.y;

        float curVal = neg_infinity;
        for (int h = 0; h < ${u}; h++) {
          int hIn = hBeg + h * ${a};

          if (hIn >= 0 && hIn < ${t}) {
            for (int w = 0; w < ${l}; w++) {
              int wIn = wBeg + w * ${c};

              if (wIn >= 0 && wIn < ${n}) {
                float xVal = getX(batch, hIn, wIn, d1);
                float wVal = getW(h, w, d1);

                float val = xVal + wVal;
                if (val > curVal) {
                  curVal = val;
                }
              }
            }
          }
        }

        float result = curVal;
        setOutput(result);
      }
    `}};function CO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s}=e,{strides:i,pad:u,dilations:l}=n,a=C.computeDilation2DInfo(o.shape,s.shape,i,u,"NHWC",l),c,p=new Yc(a);c=t.runWebGLProgram(p,[o,s],"float32");let d=P({inputs:{x:c},backend:t,attrs:{shape:a.outShape}});return t.disposeIntermediateTensorInfo(c),d}var k1={kernelName:Ls,backendName:"webgl",kernelFunc:CO};function wO(r){let{inputs:e,backend:t,attrs:n}=r,{equation:o}=n,s=e,{allDims:i,summedDims:u,idDims:l}=C.decodeEinsumEquation(o,s.length);C.checkEinsumDimSizes(i.length,l,s);let{path:a,steps:c}=C.getEinsumComputePath(u,l),p=c.length,d=null,m=i.length,f=[];for(let h=0;h<p;++h){for(let g of c[h]){let{permutationIndices:x,expandDims:y}=C.getEinsumPermutation(m,l[g]),w;C.isIdentityPermutation(x)?w=s[g]:(w=ve({inputs:{x:s[g]},backend:t,attrs:{perm:x}}),f.push(w));let v=w.shape.slice();for(let _=0;_<y.length;++_)v.splice(y[_],0,1);b.arraysEqual(w.shape,v)||(w=P({inputs:{x:w},backend:t,attrs:{shape:v}}),f.push(w)),d===null?d=w:(d=Za({inputs:{a:w,b:d},backend:t}),f.push(d))}h<p-1&&(a[h]>=0&&(d=zn({inputs:{x:d},backend:t,attrs:{axis:a[h]-(i.length-m),keepDims:!1}}),f.push(d)),m--)}for(let h of f)h!==d&&t.disposeIntermediateTensorInfo(h);return d}var T1={kernelName:cx,backendName:"webgl",kernelFunc:wO};var vO="return (x >= 0.0) ? x : (exp(x) - 1.0);",IO=`
  vec4 result;

  result.r = (x.r >= 0.0) ? x.r : (exp(x.r) - 1.0);
  result.g = (x.g >= 0.0) ? x.g : (exp(x.g) - 1.0);
  result.b = (x.b >= 0.0) ? x.b : (exp(x.b) - 1.0);
  result.a = (x.a >= 0.0) ? x.a : (exp(x.a) - 1.0);

  return result;
`,SO=q({opSnippet:vO,packedOpSnippet:IO}),E1={kernelName:"Elu",backendName:"webgl",kernelFunc:SO};var _O="return (b >= 0.0) ? a : a * (b + 1.0);",kO=`
  vec4 bGTEZero = vec4(greaterThanEqual(b, vec4(0.)));
  return (bGTEZero * a) + ((vec4(1.0) - bGTEZero) * (a * (b + vec4(1.0))));
`,TO=r=>{let{inputs:e,backend:t}=r,{dy:n,y:o}=e,s=S().getBool("WEBGL_PACK_BINARY_OPERATIONS")?new It(kO,n.shape,o.shape):new ft(_O,n.shape,o.shape);return t.runWebGLProgram(s,[n,o],n.dtype)},R1={kernelName:Us,backendName:"webgl",kernelFunc:TO};var EO=`
  return vec4(equal(a, b));
`,RO="return float(a == b);",AO=de({opSnippet:RO,packedOpSnippet:EO,dtype:"bool",cpuKernelImpl:l_}),A1={kernelName:ho,backendName:"webgl",kernelFunc:AO};var NO=`
  // Error function is calculated approximately with elementary function.
  // See "Handbook of Mathematical Functions with Formulas,
  // Graphs, and Mathematical Tables", Abramowitz and Stegun.
  float p = ${C.ERF_P};
  float a1 = ${C.ERF_A1};
  float a2 = ${C.ERF_A2};
  float a3 = ${C.ERF_A3};
  float a4 = ${C.ERF_A4};
  float a5 = ${C.ERF_A5};

  float sign = sign(x);
  x = abs(x);
  float t = 1.0 / (1.0 + p * x);
  return sign * (1.0 - (((((a5*t + a4)*t) + a3)*t + a2)*t + a1)*t*exp(-x*x));
`,$O=q({opSnippet:NO}),N1={kernelName:"Erf",backendName:"webgl",kernelFunc:$O};var FO=Ut+`
  return exp(x);
`,DO=`
  vec4 result = exp(x);
  bvec4 isNaN = isnan(x);
  result.r = isNaN.r ? x.r : result.r;
  result.g = isNaN.g ? x.g : result.g;
  result.b = isNaN.b ? x.b : result.b;
  result.a = isNaN.a ? x.a : result.a;

  return result;
`,Dg=q({opSnippet:FO,packedOpSnippet:DO,cpuKernelImpl:c_,dtype:"float32"}),$1={kernelName:"Exp",backendName:"webgl",kernelFunc:Dg};function Qc(r){let{inputs:e,attrs:t,backend:n}=r,{dim:o}=t,{input:s}=e,i=s.shape.length,u=s.shape.slice(),l=o;return o<0&&(b.assert(-(i+1)<=o,()=>`Axis must be in the interval [${-(i+1)}, ${i}]`),l=i+o+1),u.splice(l,0,1),P({inputs:{x:s},backend:n,attrs:{shape:u}})}var F1={kernelName:xu,backendName:"webgl",kernelFunc:Qc};var D1="return exp(x) - 1.0;",PO=q({opSnippet:D1,packedOpSnippet:D1,cpuKernelImpl:p_}),P1={kernelName:go,backendName:"webgl",kernelFunc:PO};var ti=class{constructor(e,t,n){this.variableNames=["real","imag"];let o=t[1];this.outputShape=t;let s=n?`2.0 * ${Math.PI}`:`-2.0 * ${Math.PI}`,i=n?`${o}.0`:"1.0",u;if(e==="real")u="return real * expR - imag * expI;";else if(e==="imag")u="return real * expI + imag * expR;";else throw new Error(`FFT component must be either "real" or "imag", got ${e}.`);this.userCode=`
      const float exponentMultiplier = ${s};

      float unaryOpComplex(float real, float expR, float imag, float expI) {
        ${u}
      }

      float mulMatDFT(int batch, int index) {
        float indexRatio = float(index) / float(${o});
        float exponentMultiplierTimesIndexRatio =
            exponentMultiplier * indexRatio;

        float result = 0.0;

        for (int i = 0; i < ${o}; i++) {
          // x = (-2|2 * PI / N) * index * i;
          float x = exponentMultiplierTimesIndexRatio * float(i);
          float expR = cos(x);
          float expI = sin(x);
          float real = getReal(batch, i);
          float imag = getImag(batch, i);

          result +=
              unaryOpComplex(real, expR, imag, expI) / ${i};
        }

        return result;
      }

      void main() {
        ivec2 coords = getOutputCoords();
        setOutput(mulMatDFT(coords[0], coords[1]));
      }
    `}};function Zc(r,e,t){let n=t.texData.get(r.dataId),o=b.sizeFromShape(r.shape),s=r.shape[r.shape.length-1],i=o/s,u=P({inputs:{x:r},backend:t,attrs:{shape:[i,s]}}),l=u.shape,a=new ti("real",l,e),c=new ti("imag",l,e),p=[{dataId:n.complexTensorInfos.real.dataId,dtype:n.complexTensorInfos.real.dtype,shape:l},{dataId:n.complexTensorInfos.imag.dataId,dtype:n.complexTensorInfos.imag.dtype,shape:l}],d=t.runWebGLProgram(a,p,"float32"),m=t.runWebGLProgram(c,p,"float32"),f=ht({inputs:{real:d,imag:m},backend:t});t.disposeIntermediateTensorInfo(d),t.disposeIntermediateTensorInfo(m);let h=P({inputs:{x:f},backend:t,attrs:{shape:r.shape}});return t.disposeIntermediateTensorInfo(u),t.disposeIntermediateTensorInfo(f),h}function OO(r){let{inputs:e,backend:t}=r,{input:n}=e;return Zc(n,!1,t)}var M1={kernelName:"FFT",backendName:"webgl",kernelFunc:OO};var Jc=class{constructor(e,t){this.outputShape=[],this.customUniforms=[{name:"value",type:"float"}],this.variableNames=["x"],this.outputShape=e,this.userCode=`
      void main() {
        // Input can be obtained from uniform value.
        setOutput(value);
      }
    `}};function Sr(r){let{backend:e,attrs:t}=r,{shape:n,value:o}=t,{dtype:s}=t;if(s=s||b.inferDtype(o),s==="string"){let i=b.getArrayFromDType(s,b.sizeFromShape(n));return i.fill(o),e.makeTensorInfo(n,s,i)}else{let i=new Jc(n,o),u=[[o]];return e.runWebGLProgram(i,[],s,u)}}var O1={kernelName:xo,backendName:"webgl",kernelFunc:Sr};var ep=class{constructor(e){this.variableNames=["Image"],this.outputShape=[];let t=e[2];this.outputShape=e,this.userCode=`
        void main() {
          ivec4 coords = getOutputCoords();
          int x = coords[2];

          int coordX = ${t} - x - 1;
          float outputValue;
          if(coordX >= 0 && coordX < ${t}) {
            outputValue = getImage(coords[0], coords[1], coordX, coords[3]);
          } else {
            outputValue = getImage(coords[0], coords[1], coords[2], coords[3]);
          }
          setOutput(outputValue);
        }
    `}};var B1={kernelName:Ws,backendName:"webgl",kernelFunc:({inputs:r,backend:e})=>{let{image:t}=r,n=e,o=new ep(t.shape);return n.runWebGLProgram(o,[t],t.dtype)}};var L1="return floor(x);",BO=q({opSnippet:L1,packedOpSnippet:L1,cpuKernelImpl:d_}),U1={kernelName:bo,backendName:"webgl",kernelFunc:BO};var LO=`
  float s = sign(a) * sign(b);
  int ia = round(a);
  int ib = round(b);
  if (ib != 0) {
    // Windows (D3D) wants guaranteed non-zero int division at compile-time.
    return float(idiv(ia, ib, s));
  } else {
    return NAN;
  }
`,UO=`
  ivec4 ia = round(a);
  ivec4 ib = round(b);
  bvec4 cond = notEqual(ib, ivec4(0));
  ivec4 result = ivec4(0);
  vec4 s = sign(a) * sign(b);

  // Windows (D3D) wants guaranteed non-zero int division at compile-time.
  if (cond[0]) {
    result[0] = idiv(ia[0], ib[0], s[0]);
  }
  if (cond[1]) {
    result[1] = idiv(ia[1], ib[1], s[1]);
  }
  if (cond[2]) {
    result[2] = idiv(ia[2], ib[2], s[2]);
  }
  if (cond[3]) {
    result[3] = idiv(ia[3], ib[3], s[3]);
  }
  return vec4(result);
`,WO=de({opSnippet:LO,packedOpSnippet:UO,dtype:"int32"}),W1={kernelName:$r,backendName:"webgl",kernelFunc:WO};var tp=class{constructor(e){this.variableNames=["A"];let t=_e(),[n,o]=e;this.outputShape=e,this.userCode=`
      void main() {
        ivec3 coords = getOutputCoords();
        int texR = coords[0];
        int texC = coords[1];
        int depth = coords[2];
        vec2 uv = (vec2(texC, texR) + halfCR) / vec2(${o}.0, ${n}.0);

        vec4 values = ${t.texture2D}(A, uv);
        float value;
        if (depth == 0) {
          value = values.r;
        } else if (depth == 1) {
          value = values.g;
        } else if (depth == 2) {
          value = values.b;
        } else if (depth == 3) {
          value = values.a;
        }

        setOutput(floor(value * 255.0 + 0.5));
      }
    `}};var rp=class{constructor(e){this.variableNames=["A"],this.packedInputs=!1,this.packedOutput=!0;let t=_e(),[n,o]=e;this.outputShape=e,this.userCode=`
      void main() {
        ivec3 coords = getOutputCoords();
        int texR = coords[0];
        int texC = coords[1];
        int depth = coords[2];

        vec4 result = vec4(0.);

        for(int row=0; row<=1; row++) {
          for(int col=0; col<=1; col++) {
            texC = coords[1] + row;
            depth = coords[2] + col;

            vec2 uv = (vec2(texC, texR) + halfCR) /
                       vec2(${o}.0, ${n}.0);
            vec4 values = ${t.texture2D}(A, uv);
            float value;
            if (depth == 0) {
              value = values.r;
            } else if (depth == 1) {
              value = values.g;
            } else if (depth == 2) {
              value = values.b;
            } else if (depth == 3) {
              value = values.a;
            }

            result[row * 2 + col] = floor(value * 255.0 + 0.5);
          }
        }

        ${t.output} = result;
      }
    `}};var V1={kernelName:bx,backendName:"webgl",kernelFunc:VO},ps,Pg=S().getBool("CANVAS2D_WILL_READ_FREQUENTLY_FOR_GPU");function VO(r){let{inputs:e,backend:t,attrs:n}=r,{pixels:o}=e,{numChannels:s}=n,i=typeof HTMLVideoElement<"u"&&o instanceof HTMLVideoElement,u=typeof HTMLImageElement<"u"&&o instanceof HTMLImageElement,[l,a]=i?[o.videoWidth,o.videoHeight]:[o.width,o.height],c=[a,l],p=[a,l,s];if(u||i){let h=S().getBool("CANVAS2D_WILL_READ_FREQUENTLY_FOR_GPU");(ps==null||h!==Pg)&&(Pg=h,ps=document.createElement("canvas").getContext("2d",{willReadFrequently:Pg})),ps.canvas.width=l,ps.canvas.height=a,ps.drawImage(o,0,0,l,a),o=ps.canvas}let d=t.makeTensorInfo(c,"int32");t.texData.get(d.dataId).usage=Ke.PIXELS,t.gpgpu.uploadPixelDataToTexture(t.getTexture(d.dataId),o);let m=S().getBool("WEBGL_PACK")?new rp(p):new tp(p),f=t.runWebGLProgram(m,[d],"int32");return t.disposeData(d.dataId),f}function GO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s,bias:i,preluActivationWeights:u}=e,{strides:l,pad:a,dataFormat:c,dilations:p,dimRoundingMode:d,activation:m,leakyreluAlpha:f}=n,h=C.convertConv2DDataFormat(c),g=C.computeConv2DInfo(o.shape,s.shape,l,p,a,d,!1,h),x,y=[],w=i!=null,v=u!=null,_=m==="leakyrelu",T=()=>{let A=[o,s],F=(D,O)=>{if(O==="NCHW"&&D.shape.length===1&&D.shape[0]!==1){let W=P({inputs:{x:D},backend:t,attrs:{shape:[D.shape[0],1,1]}});return y.push(W),W}return D};if(w&&A.push(F(i,c)),v&&A.push(F(u,c)),_){let D=t.makeTensorInfo([],"float32",b.createScalarValue(f,"float32"));A.push(D),y.push(D)}return A};if(g.filterHeight===1&&g.filterWidth===1&&g.dilationHeight===1&&g.dilationWidth===1&&g.strideHeight===1&&g.strideWidth===1&&(g.padInfo.type==="SAME"||g.padInfo.type==="VALID"))x=Oc({x:o,filter:s,convInfo:g,backend:t,bias:i,activation:m,preluActivationWeights:u,leakyreluAlpha:f});else if(g.strideWidth<=2&&h==="channelsLast"&&S().getBool("WEBGL_EXP_CONV")){let A=m?vr(m,!0):null,F=new us(g,w,A,v,_),D=[[g.padInfo.top,g.padInfo.left],[g.strideHeight,g.strideWidth],[g.dilationHeight,g.dilationWidth],[g.inHeight,g.inWidth]],O=T();x=t.runWebGLProgram(F,O,"float32",D)}else if(S().getBool("WEBGL_CONV_IM2COL"))x=Bc({x:o,filter:s,convInfo:g,backend:t,bias:i,activation:m,preluActivationWeights:u,leakyreluAlpha:f});else{let A=m?vr(m,!1):null,F=new is(g,w,A,v,_),D=T();x=t.runWebGLProgram(F,D,"float32")}let R=P({inputs:{x},backend:t,attrs:{shape:g.outShape}});return y.push(x),y.forEach(A=>t.disposeIntermediateTensorInfo(A)),R}var G1={kernelName:Br,backendName:"webgl",kernelFunc:GO};function zO(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,filter:s,bias:i,preluActivationWeights:u}=e,{strides:l,pad:a,dilations:c,dimRoundingMode:p,activation:d,leakyreluAlpha:m}=n,f=[],h=c;h==null&&(h=[1,1]),b.assert(C.eitherStridesOrDilationsAreOne(l,h),()=>`Error in depthwiseConv2d: Either strides or dilations must be 1. Got strides ${l} and dilations '${h}'`);let g=C.computeConv2DInfo(o.shape,s.shape,l,h,a,p,!0),x=S().getBool("WEBGL_PACK_DEPTHWISECONV")&&g.strideWidth<=2&&g.outChannels/g.inChannels===1,y=d?vr(d,x):null,w=[o,s],v=i!=null,_=u!=null,T=d==="leakyrelu";if(v&&w.push(i),_&&w.push(u),T){let D=t.makeTensorInfo([],"float32",b.createScalarValue(m,"float32"));w.push(D),f.push(D)}let R;x?R=new cs(g,v,y,_,T):R=new ls(g,v,y,_,T);let A=[[g.padInfo.top,g.padInfo.left],[g.strideHeight,g.strideWidth],[g.dilationHeight,g.dilationWidth],[g.inHeight,g.inWidth]],F=t.runWebGLProgram(R,w,"float32",A);return f.forEach(D=>t.disposeIntermediateTensorInfo(D)),F}var z1={kernelName:Lr,backendName:"webgl",kernelFunc:zO};var np=class{constructor(e,t,n,o){this.sliceDim=e,this.strides=t,this.paramsShape=o,this.variableNames=["x","indices"],this.outputShape=n;let s=J(n.length),i=`
    int index;`;for(let u=0;u<this.sliceDim;u++)i+=`
          index = round(getIndices(coords[0], ${u}));
          out_of_bounds = out_of_bounds || index < 0;
          out_of_bounds = out_of_bounds || index >= ${this.paramsShape[u]};
          flattenIndex += index * ${this.strides[u]};`;this.userCode=`
         void main() {
          ${s} coords = getOutputCoords();
          int flattenIndex = 0;
          bool out_of_bounds = false;

          ${i}

          setOutput(out_of_bounds ? 0.0 : getX(flattenIndex, coords[1]));
        }
      `}};function HO(r){let{inputs:e,backend:t}=r,{params:n,indices:o}=e,s=o.shape,i=s[s.length-1],u=b.sizeFromShape(n.shape),[l,a,c,p]=C.prepareAndValidate(n,o),d=P({inputs:{x:o},backend:t,attrs:{shape:[a,i]}}),m=P({inputs:{x:n},backend:t,attrs:{shape:[b.sizeFromShape(n.shape)/c,c]}});if(t.shouldExecuteOnCPU([n,o])||n.dtype==="string"){let x=t.readSync(o.dataId),y=t.bufferSync(n),w=m_(x,y,n.dtype,a,i,c,p,n.shape,u);return t.makeTensorInfo(l,n.dtype,w.values)}let f=new np(i,p,[a,c],n.shape),h=t.runWebGLProgram(f,[m,d],m.dtype),g=P({inputs:{x:h},backend:t,attrs:{shape:l}});return t.disposeIntermediateTensorInfo(d),t.disposeIntermediateTensorInfo(m),t.disposeIntermediateTensorInfo(h),g}var H1={kernelName:Gs,backendName:"webgl",kernelFunc:HO};var op=class{constructor(e,t){this.variableNames=["A","indices"],this.outputShape=t,this.rank=t.length;let n=J(this.rank),o=qO(e,2);this.userCode=`
      void main() {
        ${n} resRC = getOutputCoords();
        int index = int(getIndices(resRC.x, resRC.z));
        float inBounds = (index >= 0) && (index < ${e[2]}) ? 1.0 : 0.0;
        setOutput(inBounds * getA(${o}));
      }
    `}};function qO(r,e){let t=["resRC.x","resRC.y","resRC.z","resRC.w"],n=[];for(let o=0;o<r.length;o++)o===2?n.push("index"):n.push(`${t[o]}`);return n.join()}function Mg(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,indices:s}=e,{axis:i,batchDims:u}=n,l=b.parseAxisParam(i,o.shape)[0];if(S().get("DEBUG")){let y=t.readSync(s.dataId),w=o.shape[l];for(let v=0;v<y.length;++v){let _=y[v];b.assert(_<=w-1&&_>=0,()=>`GatherV2: the index value ${_} is not in [0, ${w-1}]`)}}let a=C.segment_util.collectGatherOpShapeInfo(o,s,l,u),c=b.sizeFromShape(s.shape),p=[],d=P({inputs:{x:o},backend:t,attrs:{shape:[a.batchSize,a.outerSize,a.dimSize,a.sliceSize]}}),m=P({inputs:{x:s},backend:t,attrs:{shape:[a.batchSize,c/a.batchSize]}});p.push(d),p.push(m);let f=[a.batchSize,a.outerSize,c/a.batchSize,a.sliceSize];if(t.shouldExecuteOnCPU([o,s])||o.dtype==="string"){let y=t.bufferSync(m),w=t.bufferSync(d),v=f_(w,y,f);return p.forEach(_=>t.disposeIntermediateTensorInfo(_)),t.makeTensorInfo(a.outputShape,v.dtype,v.values)}let h=new op(d.shape,f),g=t.runWebGLProgram(h,[d,m],d.dtype);p.push(g);let x=P({inputs:{x:g},backend:t,attrs:{shape:a.outputShape}});return p.forEach(y=>t.disposeIntermediateTensorInfo(y)),x}var q1={kernelName:bu,backendName:"webgl",kernelFunc:Mg};var KO="return float(a > b);",XO=`
  return vec4(greaterThan(a, b));
`,jO=de({opSnippet:KO,packedOpSnippet:XO,cpuKernelImpl:h_,dtype:"bool"}),K1={kernelName:yo,backendName:"webgl",kernelFunc:jO};var YO="return float(a >= b);",QO=`
  return vec4(greaterThanEqual(a, b));
`,ZO=de({opSnippet:YO,packedOpSnippet:QO,dtype:"bool",cpuKernelImpl:g_}),X1={kernelName:Co,backendName:"webgl",kernelFunc:ZO};function JO(r){let{inputs:e,backend:t}=r,{input:n}=e;return Zc(n,!0,t)}var j1={kernelName:px,backendName:"webgl",kernelFunc:JO};var eB="return float(!isnan(x) && !isinf(x));",tB=q({opSnippet:eB,dtype:"bool"}),Y1={kernelName:yu,backendName:"webgl",kernelFunc:tB};var rB="return float(isinf(x));",nB=q({opSnippet:rB,dtype:"bool"}),Q1={kernelName:Cu,backendName:"webgl",kernelFunc:nB};var oB="return float(isnan(x));",sB=q({opSnippet:oB,dtype:"bool"}),Z1={kernelName:wu,backendName:"webgl",kernelFunc:sB};var aB="return float(a < b);",iB=`
  return vec4(lessThan(a, b));
`,uB=de({opSnippet:aB,packedOpSnippet:iB,cpuKernelImpl:x_,dtype:"bool"}),J1={kernelName:wo,backendName:"webgl",kernelFunc:uB};var lB="return float(a <= b);",cB=`
  return vec4(lessThanEqual(a, b));
`,pB=de({opSnippet:lB,packedOpSnippet:cB,cpuKernelImpl:b_,dtype:"bool"}),ek={kernelName:vo,backendName:"webgl",kernelFunc:pB};function dB(r){let{backend:e,attrs:t}=r,{start:n,stop:o,num:s}=t,i=y_(n,o,s);return e.makeTensorInfo([i.length],"float32",i)}var tk={kernelName:zs,backendName:"webgl",kernelFunc:dB};var mB=Ut+`
  return x < 0.0 ? 0./0. : log(x);
`,fB=`
  vec4 result = log(x);
  bvec4 isNaN = isnan(x);
  result.r = isNaN.r ? x.r : (x.r < 0.0 ? 0./0. : result.r);
  result.g = isNaN.g ? x.g : (x.g < 0.0 ? 0./0. : result.g);
  result.b = isNaN.b ? x.b : (x.b < 0.0 ? 0./0. : result.b);
  result.a = isNaN.a ? x.a : (x.a < 0.0 ? 0./0. : result.a);
  return result;
`,hB=q({opSnippet:mB,packedOpSnippet:fB,cpuKernelImpl:C_}),rk={kernelName:"Log",backendName:"webgl",kernelFunc:hB};var gB=Ut+`
  return log(1.0 + x);
`,xB=q({opSnippet:gB}),nk={kernelName:vu,backendName:"webgl",kernelFunc:xB};var bB="return float(a >= 1.0 && b >= 1.0);",yB=`
  return vec4(
    vec4(greaterThanEqual(a, vec4(1.0))) *
    vec4(greaterThanEqual(b, vec4(1.0))));
`,CB=de({opSnippet:bB,packedOpSnippet:yB,dtype:"bool"}),ok={kernelName:Iu,backendName:"webgl",kernelFunc:CB};var wB="return float(!(x >= 1.0));",vB=q({opSnippet:wB}),sk={kernelName:Su,backendName:"webgl",kernelFunc:vB};var IB="return float(a >= 1.0 || b >= 1.0);",SB=`
  return min(
    vec4(greaterThanEqual(a, vec4(1.0))) +
    vec4(greaterThanEqual(b, vec4(1.0))),
    vec4(1.0));
`,_B=de({opSnippet:IB,packedOpSnippet:SB,dtype:"bool"}),ak={kernelName:_u,backendName:"webgl",kernelFunc:_B};var sp=class{constructor(e,t,n,o,s){this.variableNames=["x"],this.outputShape=[];let i=t,u=e[3]-1;this.outputShape=e;let l,a=`float(${n}) + float(${o}) * sum`;s===.5?l=`inversesqrt(${a})`:s===1?l=`1.0/(${a})`:l=`exp(log(${a}) * float(-${s}));`,this.userCode=`
      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int r = coords[1];
        int c = coords[2];
        int d = coords[3];
        float x = getX(b, r, c, d);
        float sum = 0.0;
        for (int j = -${i}; j <= ${i}; j++) {
          int idx = d + j;
          if (idx >= 0 && idx <=  ${u}) {
            float z = getX(b, r, c, idx);
            sum += z * z;
          }
        }
        float val = x * ${l};
        setOutput(val);
      }
    `}};var ap=class{constructor(e,t,n,o,s){this.variableNames=["x"],this.outputShape=[],this.packedInputs=!0,this.packedOutput=!0;let i=t,u=e[3]-1;this.outputShape=e;let l,a=`float(${n}) + float(${o}) * sum`;s===.5?l=`inversesqrt(${a})`:s===1?l=`1.0/(${a})`:l=`exp(log(${a}) * float(-${s}));`,this.userCode=`
      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords.x;
        int r = coords.y;
        int c = coords.z;
        int d = coords.w;

        bool hasNextCol = d < ${this.outputShape[3]};
        bool hasNextRow = c < ${this.outputShape[2]};

        vec4 sum = vec4(0.);
        vec4 xFragAtOutputCoords = getX(b, r, c, d);

        vec4 xAtOutputCoords = vec4(
          getChannel(xFragAtOutputCoords, vec2(c, d)),
          hasNextCol ?
            getChannel(xFragAtOutputCoords, vec2(c, d + 1)) : 0.0,
          hasNextRow ?
            getChannel(xFragAtOutputCoords , vec2(c + 1, d)) : 0.0,
          (hasNextRow && hasNextCol) ?
            getChannel(xFragAtOutputCoords, vec2(c + 1, d + 1)) : 0.0
        );

        int firstChannel = d - ${i};
        vec2 cache = vec2(0.);
        if(firstChannel >= 0){
          vec4 firstChannelFrag = getX(b, r, c, firstChannel);
          cache.x = getChannel(firstChannelFrag, vec2(c, firstChannel));
            if(hasNextRow){
              cache.y = getChannel(firstChannelFrag, vec2(c + 1, firstChannel));
            }
        }

        ivec2 depth = ivec2(d, d + 1);
        for (int j = - ${i}; j <= ${i}; j++) {
          ivec2 idx = depth + j;
          bvec2 aboveLowerBound = greaterThanEqual(idx, ivec2(0));
          bvec2 belowUpperBound = lessThanEqual(idx, ivec2(${u}));

          bool depthInRange = aboveLowerBound.x && belowUpperBound.x;
          bool depthPlusOneInRange = aboveLowerBound.y && belowUpperBound.y;

          if(depthInRange || depthPlusOneInRange){
            vec4 z = vec4(0.);
            vec4 xFragAtCurrentDepth;
            z.xz = cache.xy;
            if(depthPlusOneInRange && hasNextCol){
              xFragAtCurrentDepth = idx.y != d ?
                getX(b, r, c, idx.y) : xFragAtOutputCoords;
              z.y = getChannel(xFragAtCurrentDepth, vec2(c, idx.y));
              if(hasNextRow){
                z.w = getChannel(xFragAtCurrentDepth, vec2(c + 1, idx.y));
              }
            }
            cache.xy = z.yw;
            sum += z * z;
          }
        }
        vec4 result = xAtOutputCoords * ${l};
        setOutput(result);
      }
    `}};var kB=r=>{let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{depthRadius:s,bias:i,alpha:u,beta:l}=n,a=S().getBool("WEBGL_PACK_NORMALIZATION")?new ap(o.shape,s,i,u,l):new sp(o.shape,s,i,u,l);return t.runWebGLProgram(a,[o],o.dtype)},ik={kernelName:"LRN",backendName:"webgl",kernelFunc:kB};var ip=class{constructor(e,t,n,o,s){this.variableNames=["inputImage","outputImage","dy"],this.outputShape=[],this.outputShape=e,this.depth=e[3],this.depthRadius=t,this.bias=n,this.alpha=o,this.beta=s,this.userCode=`
      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int r = coords[1];
        int c = coords[2];

        float result = 0.0;
        for (int d = 0; d < ${this.depth}; ++d) {
          int depthBegin = int(max(0.0, float(d - ${t})));
          int depthEnd = int(min(float(${this.depth}),
              float(d + ${t} + 1)));

          const int MIN_DEPTH_BEGIN = 0;
          const int MAX_DEPTH_END = ${this.depth};

          float norm = 0.0;
          for (int k = MIN_DEPTH_BEGIN; k < MAX_DEPTH_END; ++k) {
            if (k < depthBegin){
              continue;
            }
            else if (k >= depthBegin && k < depthEnd) {
              norm += getInputImage(b, r, c, k) * getInputImage(b, r, c, k);
            }
            else {
              break;
            }
          }

          norm = float(${o}) * norm + float(${n});

          for(int k = MIN_DEPTH_BEGIN; k < MAX_DEPTH_END; ++k){
            if (k < depthBegin){
              continue;
            }
            else if (k >= depthBegin && k < depthEnd){
              float dyi = -2.0 * float(${o})
                * float(${s})
                * getInputImage(b, r, c, k) * getOutputImage(b, r, c, d)
                / norm;
              if (k == d) {
                dyi += pow(norm, -1.0 * ${s});
              }
              if (k == coords[3]) {
                dyi *= getDy(b, r, c, d);
                result += dyi;
              }
            }
            else {
              break;
            }
          }
      }
      setOutput(result);
      }
    `}};var TB=r=>{let{inputs:e,backend:t,attrs:n}=r,{x:o,y:s,dy:i}=e,{depthRadius:u,bias:l,alpha:a,beta:c}=n,p=new ip(o.shape,u,l,a,c);return t.runWebGLProgram(p,[o,s,i],o.dtype)},uk={kernelName:Hs,backendName:"webgl",kernelFunc:TB};function lk(r,e,t,n){let o=b.sizeFromShape(e),i=b.sizeFromShape(r.shape)/o,u=P({inputs:{x:r},attrs:{shape:[i,o]},backend:n}),l=_t(u,r.dtype,"max",n),a=P({inputs:{x:l},attrs:{shape:t},backend:n});return n.disposeIntermediateTensorInfo(u),n.disposeIntermediateTensorInfo(l),a}function Og(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{reductionIndices:s,keepDims:i}=n,u=o.shape.length,l=b.parseAxisParam(s,o.shape),a=l,c=C.getAxesPermutation(a,u),p=c!=null,d=t.shouldExecuteOnCPU([o]),m=o;if(p){if(d){let w=t.texData.get(m.dataId).values,v=new Array(u);for(let R=0;R<v.length;R++)v[R]=o.shape[c[R]];let _=Gn(w,o.shape,o.dtype,c,v);m=t.makeTensorInfo(v,o.dtype);let T=t.texData.get(m.dataId);T.values=_}else m=Zr(o,c,t);a=C.getInnerMostAxes(a.length,u)}C.assertAxesAreInnerMostDims("max",a,u);let[f,h]=C.computeOutAndReduceShapes(m.shape,a),g=f;i&&(g=C.expandShapeToKeepDim(f,l));let x;if(d){let w=t.texData.get(m.dataId).values,v=w_(w,b.sizeFromShape(h),g,o.dtype);x=t.makeTensorInfo(g,o.dtype);let _=t.texData.get(x.dataId);_.values=v}else x=lk(m,h,g,t);return p&&t.disposeIntermediateTensorInfo(m),x}var ck={kernelName:"Max",backendName:"webgl",kernelFunc:Og};var EB=os+`
  return max(a, b);
`,RB=`
  vec4 result = vec4(max(a, b));
  bvec4 isNaNA = isnan(a);
  bvec4 isNaNB = isnan(b);
  bvec4 isNaN = bvec4(isNaNA.x || isNaNB.x, isNaNA.y || isNaNB.y, isNaNA.z || isNaNB.z, isNaNA.w || isNaNB.w);
  `+St+`
  return result;
`,AB=de({opSnippet:EB,packedOpSnippet:RB,cpuKernelImpl:v_}),pk={kernelName:Fr,backendName:"webgl",kernelFunc:AB};function NB(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e;sr(o,"maxPool");let{filterSize:s,strides:i,pad:u,dimRoundingMode:l}=n,a=1;b.assert(C.eitherStridesOrDilationsAreOne(i,a),()=>`Error in maxPool: Either strides or dilations must be 1. Got strides ${i} and dilations '${a}'`);let c=C.computePool2DInfo(o.shape,s,i,a,u,l);if(c.filterWidth===1&&c.filterHeight===1&&b.arraysEqual(c.inShape,c.outShape))return Ne({inputs:{x:o},backend:t});let p=new Yt(c,"max",!1);return t.runWebGLProgram(p,[o],o.dtype)}var dk={kernelName:xn,backendName:"webgl",kernelFunc:NB};function $B(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{filterSize:s,strides:i,pad:u,dataFormat:l,dimRoundingMode:a}=n,c=[1,1,1],p=C.computePool3DInfo(o.shape,s,i,c,u,a,l),d=new Jr(p,"max",!1);return t.runWebGLProgram(d,[o],o.dtype)}var mk={kernelName:Tu,backendName:"webgl",kernelFunc:$B};var up=class{constructor(e){this.variableNames=["dy","maxPos"],this.outputShape=e.inShape;let t=e.strideHeight,n=e.strideWidth,o=e.dilationHeight,s=e.effectiveFilterHeight,i=e.effectiveFilterWidth,u=s-1-e.padInfo.top,l=i-1-e.padInfo.left,a=s*i-1;this.userCode=`
      const ivec2 pads = ivec2(${u}, ${l});

      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];

        ivec2 dyRCCorner = coords.yz - pads;
        int dyRCorner = dyRCCorner.x;
        int dyCCorner = dyRCCorner.y;

        // Convolve dy(?, ?, d) with pos mask(:, :, d) to get dx(xR, xC, d).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;
        for (int wR = 0; wR < ${s};
          wR += ${o}) {
          float dyR = float(dyRCorner + wR) / ${t}.0;

          if (dyR < 0.0 || dyR >= ${e.outHeight}.0 || fract(dyR) > 0.0) {
            continue;
          }
          int idyR = int(dyR);

          for (int wC = 0; wC < ${i}; wC++) {
            float dyC = float(dyCCorner + wC) / ${n}.0;

            if (dyC < 0.0 || dyC >= ${e.outWidth}.0 ||
                fract(dyC) > 0.0) {
              continue;
            }
            int idyC = int(dyC);

            float dyValue = getDy(b, idyR, idyC, d);
            int maxPosValue = ${a} - int(getMaxPos(b, idyR, idyC, d));

            // Get the current value, check it against the value from the
            // position matrix.
            int curPosValue = wR * ${i} + wC;
            float mask = float(maxPosValue == curPosValue ? 1.0 : 0.0);

            dotProd += dyValue * mask;
          }
        }
        setOutput(dotProd);
      }
    `}},lp=class{constructor(e){this.variableNames=["dy","maxPos"],this.outputShape=e.inShape;let t=e.strideDepth,n=e.strideHeight,o=e.strideWidth,s=e.dilationDepth,i=e.dilationHeight,u=e.dilationWidth,l=e.effectiveFilterDepth,a=e.effectiveFilterHeight,c=e.effectiveFilterWidth,p=l-1-e.padInfo.front,d=a-1-e.padInfo.top,m=c-1-e.padInfo.left,f=l*a*c-1;this.userCode=`
      const ivec3 pads = ivec3(${p}, ${d}, ${m});

      void main() {
        ivec5 coords = getOutputCoords();
        int batch = coords.x;
        int ch = coords.u;

        ivec3 dyCorner = ivec3(coords.y, coords.z, coords.w) - pads;
        int dyDCorner = dyCorner.x;
        int dyRCorner = dyCorner.y;
        int dyCCorner = dyCorner.z;

        // Convolve dy(?, ?, ?, ch) with pos mask(:, :, :, d) to get
        // dx(xD, xR, xC, ch).
        // ? = to be determined. : = across all values in that axis.
        float dotProd = 0.0;

        for (int wD = 0; wD < ${l};
           wD += ${s}) {
          float dyD = float(dyDCorner + wD) / ${t}.0;

          if (dyD < 0.0 || dyD >= ${e.outDepth}.0 || fract(dyD) > 0.0) {
            continue;
          }
          int idyD = int(dyD);

          for (int wR = 0; wR < ${a};
              wR += ${i}) {
            float dyR = float(dyRCorner + wR) / ${n}.0;

            if (dyR < 0.0 || dyR >= ${e.outHeight}.0 ||
                fract(dyR) > 0.0) {
              continue;
            }
            int idyR = int(dyR);

            for (int wC = 0; wC < ${c};
                wC += ${u}) {
              float dyC = float(dyCCorner + wC) / ${o}.0;

              if (dyC < 0.0 || dyC >= ${e.outWidth}.0 ||
                  fract(dyC) > 0.0) {
                continue;
              }
              int idyC = int(dyC);

              float dyValue = getDy(batch, idyD, idyR, idyC, ch);
              int maxPosValue = ${f} -
                  int(getMaxPos(batch, idyD, idyR, idyC, ch));

              // Get the current value, check it against the value from the
              // position matrix.
              int curPosValue =
                  wD * ${a} * ${c} +
                  wR * ${c} + wC;
              float mask = float(maxPosValue == curPosValue ? 1.0 : 0.0);

              dotProd += dyValue * mask;
            }
          }
        }
        setOutput(dotProd);
      }
    `}};function FB(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s}=e,i=s,{filterSize:u,strides:l,pad:a,dimRoundingMode:c}=n,p=[1,1,1],d=C.computePool3DInfo(i.shape,u,l,p,a,c),m=new Jr(d,"max",!0),f=t.runWebGLProgram(m,[i],i.dtype),h=new lp(d),g=t.runWebGLProgram(h,[o,f],i.dtype);return t.disposeIntermediateTensorInfo(f),g}var fk={kernelName:Eu,backendName:"webgl",kernelFunc:FB};function DB(r){let{inputs:e,backend:t,attrs:n}=r,{dy:o,input:s,output:i}=e,u=s;sr([s,i],"maxPoolGrad");let{filterSize:l,strides:a,pad:c,dimRoundingMode:p}=n,d=C.computePool2DInfo(u.shape,l,a,1,c,p),m=!0,f=new Yt(d,"max",m),h=t.runWebGLProgram(f,[u],u.dtype),g=new up(d),x=t.runWebGLProgram(g,[o,h],u.dtype);return t.disposeIntermediateTensorInfo(h),x}var hk={kernelName:ku,backendName:"webgl",kernelFunc:DB};function gk(r,e,t,n){let o=new Yt(t,"max",!1),s=n.runWebGLProgram(o,[r],"float32");o=new Yt(t,"max",!0,!0,e);let i=n.runWebGLProgram(o,[r],"float32");return[s,i]}var xk={kernelName:Ru,backendName:"webgl",kernelFunc:({inputs:r,attrs:e,backend:t})=>{let{x:n}=r,{filterSize:o,strides:s,pad:i,includeBatchInIndex:u}=e,l=t;b.assert(n.shape.length===4,()=>`Error in maxPool: input must be rank 4 but got rank ${n.shape.length}.`);let a=[1,1];b.assert(C.eitherStridesOrDilationsAreOne(s,a),()=>`Error in maxPool: Either strides or dilations must be 1. Got strides ${s} and dilations '${a}'`);let c=C.computePool2DInfo(n.shape,o,s,a,i),[p,d]=gk(n,u,c,l);return[p,d]}};function bk(r,e,t,n){let o=b.sizeFromShape(e),i=b.sizeFromShape(r.shape)/o,u=P({inputs:{x:r},attrs:{shape:[i,o]},backend:n}),l=_t(u,"float32","mean",n),a=P({inputs:{x:l},attrs:{shape:t},backend:n});return n.disposeIntermediateTensorInfo(u),n.disposeIntermediateTensorInfo(l),a}var yk={kernelName:qs,backendName:"webgl",kernelFunc:({inputs:r,attrs:e,backend:t})=>{let{x:n}=r,{keepDims:o,axis:s}=e,i=t,u=n.shape.length,l=b.parseAxisParam(s,n.shape),a=l,c=C.getAxesPermutation(a,u),p=c!=null,d=i.shouldExecuteOnCPU([n]),m=[],f=n;if(p){if(d){let v=i.texData.get(f.dataId).values,_=new Array(u);for(let A=0;A<_.length;A++)_[A]=n.shape[c[A]];let T=Gn(v,n.shape,n.dtype,c,_);f=i.makeTensorInfo(_,n.dtype);let R=i.texData.get(f.dataId);R.values=T}else f=Zr(n,c,i);m.push(f),a=C.getInnerMostAxes(a.length,u)}C.assertAxesAreInnerMostDims("sum",a,u);let[h,g]=C.computeOutAndReduceShapes(f.shape,a),x=h;o&&(x=C.expandShapeToKeepDim(h,l));let y=bk(f,g,x,i);for(let w of m)i.disposeIntermediateTensorInfo(w);return y}};function PB(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,keepDims:i}=n,u=o.shape.length,l=b.parseAxisParam(s,o.shape),a=l,c=C.getAxesPermutation(a,u),p=o;c!=null&&(p=ve({inputs:{x:o},backend:t,attrs:{perm:c}}),a=C.getInnerMostAxes(a.length,o.shape.length)),C.assertAxesAreInnerMostDims("min",a,u);let[d,m]=C.computeOutAndReduceShapes(p.shape,a),f=b.sizeFromShape(m),h=P({inputs:{x:p},backend:t,attrs:{shape:[-1,f]}}),g=_t(h,h.dtype,"min",t),x;if(i){let y=C.expandShapeToKeepDim(d,l);x=P({inputs:{x:g},backend:t,attrs:{shape:y}})}else x=P({inputs:{x:g},backend:t,attrs:{shape:d}});return t.disposeIntermediateTensorInfo(h),t.disposeIntermediateTensorInfo(g),c!=null&&t.disposeIntermediateTensorInfo(p),x}var Ck={kernelName:"Min",backendName:"webgl",kernelFunc:PB};var MB=os+`
  return min(a, b);
`,OB=`
  vec4 result = vec4(min(a, b));
  bvec4 isNaNA = isnan(a);
  bvec4 isNaNB = isnan(b);
  bvec4 isNaN = bvec4(isNaNA.x || isNaNB.x, isNaNA.y || isNaNB.y, isNaNA.z || isNaNB.z, isNaNA.w || isNaNB.w);
  `+St+`
  return result;
`,BB=de({opSnippet:MB,packedOpSnippet:OB,cpuKernelImpl:I_}),wk={kernelName:Io,backendName:"webgl",kernelFunc:BB};var cp=class{constructor(e,t,n){this.variableNames=["x"],this.outputShape=t.map((c,p)=>c[0]+e[p]+c[1]);let o=e.length,s=J(o),i=t.map(c=>c[0]).join(","),u=t.map((c,p)=>c[0]+e[p]).join(","),l=["coords[0]","coords[1]","coords[2]","coords[3]"].slice(0,o),a=n==="reflect"?0:1;if(o===1){this.userCode=`
        int start = ${i};
        int end = ${u};

        void main() {
          int outC = getOutputCoords();
          if (outC < start) {
            outC = start * 2 - outC - ${a};
          } else if(outC >= end) {
            outC = (end - 1) * 2 - outC + ${a};
          }
          setOutput(getX(outC - start));
        }
      `;return}this.userCode=`
      ${s} start = ${s}(${i});
      ${s} end = ${s}(${u});

      void main() {
        ${s} outC = getOutputCoords();
        for (int i = 0; i < ${o}; i++) {
          if (outC[i] < start[i]) {
            outC[i] = start[i] * 2 - outC[i] - ${a};
          } else if(outC[i] >= end[i]) {
            outC[i] = (end[i] - 1) * 2 - outC[i] + ${a};
          }
        }
        ${s} coords = outC - start;
        setOutput(getX(${l}));
      }
    `}};var pp=class{constructor(e,t,n){this.variableNames=["x"],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=t.map((f,h)=>f[0]+e[h]+f[1]);let o=e.length,s=J(o),i=t.map(f=>f[0]).join(","),u=t.map((f,h)=>f[0]+e[h]).join(","),l=Ae("rc",o),a=Ae("source",o),c=`${l[o-1]} < ${this.outputShape[o-1]}`,p=o===1?"source":`vec2(${a.slice(-2).join()})`,d=n==="reflect"?0:1,m="";if(o===1){let f=`
        ${s} source = rc;
        if (source < start) {
          source = start * 2 - source - ${d};
        } else if (source >= end) {
          source = (end - 1) * 2 - source + ${d};
        }
        source -= start;
      `;m=`
        ${s} rc = outputLoc;
        ${f}
        result[0] = getChannel(getX(${a.join()}), ${p});
        ${l[o-1]} += 1;
        if(${c}) {
          ${f}
          result[1] = getChannel(getX(${a.join()}), ${p});
        }
      `}else{let f=`
        ${s} source = rc;
        ${s} lt = ${s}(lessThan(source, start));
        ${s} gte = ${s}(greaterThanEqual(source, end));
        ${s} orig = 1 - (lt + gte);
        source = orig * source +
                lt * (start * 2 - source - ${d}) +
                gte * ((end - 1) * 2 - source + ${d});
        source -= start;
      `;m=`
        ${s} rc = outputLoc;
        ${f}
        result[0] = getChannel(getX(${a.join()}), ${p});
        ${l[o-1]} += 1;
        if(${c}) {
          ${f}
          result[1] = getChannel(getX(${a.join()}), ${p});
        }
        rc = outputLoc;
        ${l[o-2]} += 1;
        if(${l[o-2]} < ${this.outputShape[o-2]}) {
          ${f}
          result[2] = getChannel(getX(${a.join()}), ${p});
          ${l[o-1]} += 1;
          if(${c}) {
            ${f}
            result[3] = getChannel(getX(${a.join()}), ${p});
          }
        }
      `}this.userCode=`
      const ${s} start = ${s}(${i});
      const ${s} end = ${s}(${u});

      void main() {
        ${s} outputLoc = getOutputCoords();
        vec4 result = vec4(0.);
        ${m}
        setOutput(result);
      }
    `}};var LB=({inputs:r,backend:e,attrs:t})=>{let{x:n}=r,{paddings:o,mode:s}=t,i=S().getBool("WEBGL_PACK_ARRAY_OPERATIONS")?new pp(n.shape,o,s):new cp(n.shape,o,s);return e.runWebGLProgram(i,[n],n.dtype)},vk={kernelName:Ks,backendName:"webgl",kernelFunc:LB};var UB=`if (b == 0.0) return NAN;
  return mod(a, b);`,WB=`
  vec4 result = mod(a, b);
  bvec4 isNaN = equal(b, vec4(0.0));
  `+St+`
  return result;
`,VB=de({opSnippet:UB,packedOpSnippet:WB}),Ik={kernelName:"Mod",backendName:"webgl",kernelFunc:VB};var dp=class{constructor(e,t,n){this.variableNames=["probs"],this.customUniforms=[{name:"seed",type:"float"}],this.outputShape=[e,n],this.userCode=`
      void main() {
        ivec2 coords = getOutputCoords();
        int batch = coords[0];

        float r = random(seed);
        float cdf = 0.0;

        for (int i = 0; i < ${t-1}; i++) {
          cdf += getProbs(batch, i);

          if (r < cdf) {
            setOutput(float(i));
            return;
          }
        }

        // If no other event happened, last event happened.
        setOutput(float(${t-1}));
      }
    `}};var GB=`
if (a == b) {
  return 1.0;
};
return a / b;`,zB=`
  // vec4 one = vec4(equal(a, b));
  // return one + (vec4(1.0) - one) * a / b;
  vec4 result = a / b;
  if(a.x == b.x) {
    result.x = 1.;
  }
  if(a.y == b.y) {
    result.y = 1.;
  }
  if(a.z == b.z) {
    result.z = 1.;
  }
  if(a.w == b.w) {
    result.w = 1.;
  }

  return result;
`,Bg=de({opSnippet:GB,packedOpSnippet:zB,checkOutOfBounds:!0}),Sk={kernelName:fo,backendName:"webgl",kernelFunc:Bg};var _k="return a - b;",Lg=de({opSnippet:_k,packedOpSnippet:_k,supportsComplex:!0,cpuKernelImpl:z_}),kk={kernelName:"Sub",backendName:"webgl",kernelFunc:Lg};function Ug(r){let{inputs:e,backend:t,attrs:n}=r,{logits:o}=e,{dim:s}=n,i=b.parseAxisParam([s],o.shape),u=Og({inputs:{x:o},backend:t,attrs:{reductionIndices:i,keepDims:!1}}),l=C.expandShapeToKeepDim(u.shape,i),a=P({inputs:{x:u},backend:t,attrs:{shape:l}}),c=Lg({inputs:{a:o,b:a},backend:t}),p=Dg({inputs:{x:c},backend:t}),d=zn({inputs:{x:p},backend:t,attrs:{axis:i,keepDims:!1}}),m=P({inputs:{x:d},backend:t,attrs:{shape:l}}),f=Bg({inputs:{a:p,b:m},backend:t});return t.disposeIntermediateTensorInfo(u),t.disposeIntermediateTensorInfo(a),t.disposeIntermediateTensorInfo(c),t.disposeIntermediateTensorInfo(p),t.disposeIntermediateTensorInfo(d),t.disposeIntermediateTensorInfo(m),f}var Tk={kernelName:ua,backendName:"webgl",kernelFunc:Ug};function HB(r){let{inputs:e,backend:t,attrs:n}=r,{logits:o}=e,{numSamples:s,seed:i,normalized:u}=n,l=u?o:Ug({inputs:{logits:o},backend:t,attrs:{dim:o.shape.length-1}}),a=l.shape[0],c=l.shape[1],p=new dp(a,c,s),d=[[i]],m=t.runWebGLProgram(p,[l],"int32",d);return u||t.disposeIntermediateTensorInfo(l),m}var Ek={kernelName:Xs,backendName:"webgl",kernelFunc:HB};var qB=Ue+`
  return -x;
`,KB=`
  vec4 result = -x;
  bvec4 isNaN = isnan(x);

  result.r = isNaN.r ? x.r : result.r;
  result.g = isNaN.g ? x.g : result.g;
  result.b = isNaN.b ? x.b : result.b;
  result.a = isNaN.a ? x.a : result.a;

  return result;
`;function XB(r){let{inputs:e,backend:t}=r,{x:n}=e;if(t.shouldExecuteOnCPU([n])){let s=t.texData.get(n.dataId),[i,u]=__(s.values,n.shape,n.dtype);return t.makeTensorInfo(u,n.dtype,i)}let o;return S().getBool("WEBGL_PACK_UNARY_OPERATIONS")?o=new mt(n.shape,KB):o=new qe(n.shape,qB),t.runWebGLProgram(o,[n],n.dtype)}var Rk={kernelName:"Neg",backendName:"webgl",kernelFunc:XB};var jB=nr.nonMaxSuppressionV3Impl;function YB(r){C.warn("tf.nonMaxSuppression() in webgl locks the UI thread. Call tf.nonMaxSuppressionAsync() instead");let{inputs:e,backend:t,attrs:n}=r,{boxes:o,scores:s}=e,{maxOutputSize:i,iouThreshold:u,scoreThreshold:l}=n,a=t.readSync(o.dataId),c=t.readSync(s.dataId),{selectedIndices:p}=jB(a,c,i,u,l);return t.makeTensorInfo([p.length],"int32",new Int32Array(p))}var Ak={kernelName:js,backendName:"webgl",kernelFunc:YB};var QB=nr.nonMaxSuppressionV4Impl;function ZB(r){C.warn("tf.nonMaxSuppression() in webgl locks the UI thread. Call tf.nonMaxSuppressionAsync() instead");let{inputs:e,backend:t,attrs:n}=r,{boxes:o,scores:s}=e,{maxOutputSize:i,iouThreshold:u,scoreThreshold:l,padToMaxOutputSize:a}=n,c=t.readSync(o.dataId),p=t.readSync(s.dataId),{selectedIndices:d,validOutputs:m}=QB(c,p,i,u,l,a);return[t.makeTensorInfo([d.length],"int32",new Int32Array(d)),t.makeTensorInfo([],"int32",new Int32Array([m]))]}var Nk={kernelName:Ys,backendName:"webgl",kernelFunc:ZB};var JB=nr.nonMaxSuppressionV5Impl;function eL(r){C.warn("tf.nonMaxSuppression() in webgl locks the UI thread. Call tf.nonMaxSuppressionAsync() instead");let{inputs:e,backend:t,attrs:n}=r,{boxes:o,scores:s}=e,{maxOutputSize:i,iouThreshold:u,scoreThreshold:l,softNmsSigma:a}=n,c=t.readSync(o.dataId),p=t.readSync(s.dataId),d=i,m=u,f=l,h=a,{selectedIndices:g,selectedScores:x}=JB(c,p,d,m,f,h);return[t.makeTensorInfo([g.length],"int32",new Int32Array(g)),t.makeTensorInfo([x.length],"float32",new Float32Array(x))]}var $k={kernelName:Qs,backendName:"webgl",kernelFunc:eL};var mp=class{constructor(e,t,n,o){this.variableNames=["indices"],this.outputShape=[e,t],this.userCode=`
      void main() {
        ivec2 coords = getOutputCoords();
        int index = round(getIndices(coords.x));
        setOutput(mix(float(${o}), float(${n}),
                      float(index == coords.y)));
      }
    `}};var tL=r=>{let{inputs:e,backend:t,attrs:n}=r,{indices:o}=e,{dtype:s,depth:i,onValue:u,offValue:l}=n,a=b.sizeFromShape(o.shape),c=new mp(a,i,u,l),p=P({inputs:{x:o},backend:t,attrs:{shape:[a]}}),d=t.runWebGLProgram(c,[p],s);t.disposeIntermediateTensorInfo(p);let m=[...o.shape,i],f=P({inputs:{x:d},backend:t,attrs:{shape:m}});return t.disposeIntermediateTensorInfo(d),f},Fk={kernelName:Zs,backendName:"webgl",kernelFunc:tL};function ri(r){let{inputs:e,backend:t}=r,{x:n}=e;if(n.dtype==="complex64"){let o=Ir({inputs:{input:n},backend:t}),s=ri({inputs:{x:o},backend:t}),i=qn({inputs:{input:n},backend:t}),u=ri({inputs:{x:i},backend:t}),l=ht({inputs:{real:s,imag:u},backend:t});return t.disposeIntermediateTensorInfo(o),t.disposeIntermediateTensorInfo(s),t.disposeIntermediateTensorInfo(i),t.disposeIntermediateTensorInfo(u),l}else return Sr({attrs:{shape:n.shape,dtype:n.dtype,value:n.dtype==="string"?"":0},backend:t})}var Dk={kernelName:No,backendName:"webgl",kernelFunc:ri};function Pk(r){let{inputs:e,backend:t}=r,{x:n}=e;if(n.dtype==="string")throw new Error("onesLike is not supported under string dtype");if(n.dtype==="complex64"){let o=Ir({inputs:{input:n},backend:t}),s=Pk({inputs:{x:o},backend:t}),i=qn({inputs:{input:n},backend:t}),u=ri({inputs:{x:i},backend:t}),l=ht({inputs:{real:s,imag:u},backend:t});return t.disposeIntermediateTensorInfo(o),t.disposeIntermediateTensorInfo(s),t.disposeIntermediateTensorInfo(i),t.disposeIntermediateTensorInfo(u),l}else return Sr({attrs:{shape:n.shape,dtype:n.dtype,value:1},backend:t})}var Mk={kernelName:Au,backendName:"webgl",kernelFunc:Pk};function rL(r){let{inputs:e,backend:t,attrs:n}=r,{axis:o}=n;if(e.length===1)return Qc({inputs:{input:e[0]},backend:t,attrs:{dim:o}});let s=e[0].shape,i=e[0].dtype;e.forEach(c=>{b.assertShapesMatch(s,c.shape,"All tensors passed to stack must have matching shapes"),b.assert(i===c.dtype,()=>"All tensors passed to stack must have matching dtypes")});let u=[],l=e.map(c=>{let p=Qc({inputs:{input:c},backend:t,attrs:{dim:o}});return u.push(p),p}),a=Fg({inputs:l,backend:t,attrs:{axis:o}});return u.forEach(c=>t.disposeIntermediateTensorInfo(c)),a}var Ok={kernelName:Nu,backendName:"webgl",kernelFunc:rL};var fp=class{constructor(e,t,n){this.variableNames=["x"],this.customUniforms=[{name:"value",type:"float"}],this.outputShape=t.map((a,c)=>a[0]+e[c]+a[1]);let o=e.length,s=J(o),i=t.map(a=>a[0]).join(","),u=t.map((a,c)=>a[0]+e[c]).join(","),l=["coords[0]","coords[1]","coords[2]","coords[3]"].slice(0,o);if(o===1){this.userCode=`
        int start = ${i};
        int end = ${u};

        void main() {
          int outC = getOutputCoords();
          if (outC < start || outC >= end) {
            setOutput(value);
          } else {
            setOutput(getX(outC - start));
          }
        }
      `;return}this.userCode=`
      ${s} start = ${s}(${i});
      ${s} end = ${s}(${u});

      void main() {
        ${s} outC = getOutputCoords();
        if (any(lessThan(outC, start)) || any(greaterThanEqual(outC, end))) {
          setOutput(value);
        } else {
          ${s} coords = outC - start;
          setOutput(getX(${l}));
        }
      }
    `}};var hp=class{constructor(e,t,n){this.variableNames=["x"],this.packedInputs=!0,this.packedOutput=!0,this.customUniforms=[{name:"value",type:"float"}],this.outputShape=t.map((h,g)=>h[0]+e[g]+h[1]);let o=e.length,s=J(o),i=t.map(h=>h[0]).join(","),u=t.map((h,g)=>h[0]+e[g]).join(","),l=Ae("rc",o),a=Ae("source",o),c=`${l[o-1]} < ${this.outputShape[o-1]}`,p=o===1?"source":`vec2(${a.slice(-2).join()})`,d=[`${s} rc = outputLoc;`,`${l[o-1]} += 1;
       if(${c}) {
      `,o===1?"":`}
       rc = outputLoc;
       ${l[o-2]} += 1;
       if(${l[o-2]} < ${this.outputShape[o-2]}) {`,o===1?"":`  ${l[o-1]} += 1;
         if(${c}) {`],m=o===1?"rc < start || rc >= end":"any(lessThan(rc, start)) || any(greaterThanEqual(rc, end))",f="";for(let h=0,g=o===1?2:4;h<g;h++)f+=`
        ${d[h]}
        if (${m}) {
          result[${h}] = float(value);
        } else {
          ${s} source = rc - start;
          result[${h}] = getChannel(getX(${a.join()}), ${p});
        }
      `;f+=o===1?"} ":"}}",this.userCode=`
      const ${s} start = ${s}(${i});
      const ${s} end = ${s}(${u});

      void main() {
        ${s} outputLoc = getOutputCoords();
        vec4 result = vec4(0.);
        ${f}
        setOutput(result);
      }
    `}};var Wg=r=>{let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{paddings:s,constantValue:i}=n;if(b.sizeFromShape(o.shape)===0){let a=s.map((c,p)=>c[0]+o.shape[p]+c[1]);return Sr({backend:t,attrs:{shape:a,value:i,dtype:o.dtype}})}let u=S().getBool("WEBGL_PACK_ARRAY_OPERATIONS")?new hp(o.shape,s,i):new fp(o.shape,s,i),l=[[i]];return t.runWebGLProgram(u,[o],o.dtype,l)},Bk={kernelName:bn,backendName:"webgl",kernelFunc:Wg};var nL=`
  if(a < 0.0 && floor(b) < b){
    return NAN;
  }
  if (b == 0.0) {
    return 1.0;
  }
  return (round(mod(b, 2.0)) != 1) ?
      pow(abs(a), b) : sign(a) * pow(abs(a), b);
`,oL=`
  // isModRound1 has 1 for components with round(mod(b, 2.0)) == 1, 0 otherwise.
  vec4 isModRound1 = vec4(equal(round(mod(b, 2.0)), ivec4(1)));
  vec4 multiplier = sign(a) * isModRound1 + (vec4(1.0) - isModRound1);
  vec4 result = multiplier * pow(abs(a), b);

  // Ensure that a^0 = 1, including 0^0 = 1 as this correspond to TF and JS
  bvec4 isExpZero = equal(b, vec4(0.0));
  result.r = isExpZero.r ? 1.0 : result.r;
  result.g = isExpZero.g ? 1.0 : result.g;
  result.b = isExpZero.b ? 1.0 : result.b;
  result.a = isExpZero.a ? 1.0 : result.a;

  bvec4 isNaN1 = lessThan(a, vec4(0.0));
  bvec4 isNaN2 = lessThan(floor(b), b);
  bvec4 isNaN = bvec4(isNaN1.x && isNaN2.x, isNaN1.y && isNaN2.y, isNaN1.z && isNaN2.z, isNaN1.w && isNaN2.w);
  `+St+`
  return result;
`,sL=de({opSnippet:nL,packedOpSnippet:oL}),Lk={kernelName:"Pow",backendName:"webgl",kernelFunc:sL};function aL(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{axis:s,keepDims:i}=n,u=o.shape.length,l=[],a=b.parseAxisParam(s,o.shape),c=a,p=C.getAxesPermutation(c,u),d=o;p!=null&&(d=ve({inputs:{x:o},backend:t,attrs:{perm:p}}),c=C.getInnerMostAxes(c.length,u),l.push(d)),C.assertAxesAreInnerMostDims("prod",c,u);let m;if(t.shouldExecuteOnCPU([d])){let f=t.texData.get(d.dataId).values,{outVals:h,outShape:g,outDtype:x}=T_(d.shape,d.dtype,f,c);m=t.makeTensorInfo(g,x,h)}else{let[f,h]=C.computeOutAndReduceShapes(d.shape,c),g=b.sizeFromShape(h),x=P({inputs:{x:d},backend:t,attrs:{shape:[-1,g]}}),y=En(o.dtype),w=_t(x,y,"prod",t);m=P({inputs:{x:w},backend:t,attrs:{shape:f}}),l.push(x),l.push(w)}if(i){l.push(m);let f=C.expandShapeToKeepDim(m.shape,a);m=P({inputs:{x:m},backend:t,attrs:{shape:f}})}return l.forEach(f=>t.disposeIntermediateTensorInfo(f)),m}var Uk={kernelName:_o,backendName:"webgl",kernelFunc:aL};function iL(r){let{inputs:e,backend:t,attrs:n}=r,{paramsNestedSplits:o,paramsDenseValues:s,indices:i}=e,{outputRaggedRank:u}=n,l=o.map(x=>t.readSync(x.dataId)),a=o.map(x=>x.shape),c=t.readSync(s.dataId),p=t.readSync(i.dataId),[d,m,f]=E_(l,a,c,s.shape,s.dtype,p,i.shape,u),h=d.map(x=>t.makeTensorInfo([x.length],"int32",x)),g=t.makeTensorInfo(f,s.dtype,m);return h.concat([g])}var Wk={kernelName:fx,backendName:"webgl",kernelFunc:iL};function uL(r){let{inputs:e,backend:t}=r,{starts:n,limits:o,deltas:s}=e,i=t.readSync(n.dataId),u=t.readSync(o.dataId),l=t.readSync(s.dataId),[a,c]=R_(i,n.shape,n.dtype,u,o.shape,l,s.shape),p=t.makeTensorInfo([a.length],"int32",a),d=t.makeTensorInfo([c.length],n.dtype,c);return[p,d]}var Vk={kernelName:hx,backendName:"webgl",kernelFunc:uL};function lL(r){let{inputs:e,backend:t,attrs:n}=r,{shape:o,values:s,defaultValue:i,rowPartitionTensors:u}=e,{rowPartitionTypes:l}=n,a=t.readSync(o.dataId),c=t.readSync(s.dataId),p=t.readSync(i.dataId),d=u.map(g=>t.readSync(g.dataId)),m=u.map(g=>g.shape),[f,h]=A_(a,o.shape,c,s.shape,s.dtype,p,i.shape,d,m,l);return t.makeTensorInfo(f,s.dtype,h)}var Gk={kernelName:gx,backendName:"webgl",kernelFunc:lL};var Vg=r=>{let{backend:e,attrs:t}=r,{start:n,stop:o,step:s,dtype:i}=t,u=N_(n,o,s,i);return e.makeTensorInfo([u.length],i,u)},zk={kernelName:$u,backendName:"webgl",kernelFunc:Vg};var cL="return 1.0 / x;",pL=q({opSnippet:cL}),Hk={kernelName:Fu,backendName:"webgl",kernelFunc:pL};var dL=Ue+`
  return (x < 0.0) ? 0.0 : x;
`,mL=`
  vec4 result = x * vec4(greaterThanEqual(x, vec4(0.0)));
  bvec4 isNaN = isnan(x);

  result.r = isNaN.r ? x.r : result.r;
  result.g = isNaN.g ? x.g : result.g;
  result.b = isNaN.b ? x.b : result.b;
  result.a = isNaN.a ? x.a : result.a;

  return result;
`,fL=q({opSnippet:dL,packedOpSnippet:mL}),qk={kernelName:ko,backendName:"webgl",kernelFunc:fL};var hL=Ue+`
  return (x < 0.0) ? 0.0 : min(6.0, x);
`,gL=`
  vec4 result = min(x, vec4(6.)) * vec4(greaterThanEqual(x, vec4(0.0)));
  bvec4 isNaN = isnan(x);

  result.r = isNaN.r ? x.r : result.r;
  result.g = isNaN.g ? x.g : result.g;
  result.b = isNaN.b ? x.b : result.b;
  result.a = isNaN.a ? x.a : result.a;

  return result;
`,xL=q({opSnippet:hL,packedOpSnippet:gL}),Kk={kernelName:Eo,backendName:"webgl",kernelFunc:xL};var gp=class{constructor(e,t,n,o,s){this.variableNames=["A"],this.outputShape=[];let[i,u,l,a]=e;this.outputShape=[i,t,n,a];let c=[o&&t>1?u-1:u,o&&n>1?l-1:l],p=[o&&t>1?t-1:t,o&&n>1?n-1:n],d;s?d="(vec2(yRC) + vec2(0.5)) * effectiveInputOverOutputRatioRC - vec2(0.5)":d="vec2(yRC) * effectiveInputOverOutputRatioRC",this.userCode=`
      const vec2 effectiveInputOverOutputRatioRC = vec2(
          ${c[0]/p[0]},
          ${c[1]/p[1]});
      const vec2 inputShapeRC = vec2(${u}.0, ${l}.0);

      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];
        ivec2 yRC = coords.yz;

        // Fractional source index.
        vec2 sourceFracIndexRC = ${d};

        // Compute the four integer indices.
        ivec2 sourceFloorRC = ivec2(max(sourceFracIndexRC, vec2(0.0)));
        ivec2 sourceCeilRC = ivec2(
          min(inputShapeRC - 1.0, ceil(sourceFracIndexRC)));

        float topLeft = getA(b, sourceFloorRC.x, sourceFloorRC.y, d);
        float bottomLeft = getA(b, sourceCeilRC.x, sourceFloorRC.y, d);
        float topRight = getA(b, sourceFloorRC.x, sourceCeilRC.y, d);
        float bottomRight = getA(b, sourceCeilRC.x, sourceCeilRC.y, d);

        vec2 fracRC = sourceFracIndexRC - vec2(sourceFloorRC);

        float top = topLeft + (topRight - topLeft) * fracRC.y;
        float bottom = bottomLeft + (bottomRight - bottomLeft) * fracRC.y;
        float newValue = top + (bottom - top) * fracRC.x;

        setOutput(newValue);
      }
    `}};var xp=class{constructor(e,t,n,o,s){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=[];let[i,u,l,a]=e;this.outputShape=[i,t,n,a];let c=[o&&t>1?u-1:u,o&&n>1?l-1:l],p=[o&&t>1?t-1:t,o&&n>1?n-1:n],d;s?d="(vec3(yRC) + vec3(0.5)) * effectiveInputOverOutputRatioRC - vec3(0.5)":d="vec3(yRC) * effectiveInputOverOutputRatioRC",this.userCode=`
      const vec3 effectiveInputOverOutputRatioRC = vec3(
          ${c[0]/p[0]},
          ${c[1]/p[1]},
          ${c[1]/p[1]});
      const vec3 inputShapeRC = vec3(${u}.0, ${l}.0,
                                     ${l}.0);

      float getAValue(int b, int r, int c, int d) {
        return getChannel(getA(b, r, c, d), vec2(c, d));
      }

      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];
        // Calculate values for next column in yRC.z.
        ivec3 yRC = coords.yzz + ivec3(0, 0, 1);

        // Fractional source index.
        vec3 sourceFracIndexRC = ${d};

        // Compute the four integer indices.
        ivec3 sourceFloorRC = ivec3(max(sourceFracIndexRC, vec3(0.0)));
        ivec3 sourceCeilRC = ivec3(
          min(inputShapeRC - 1.0, ceil(sourceFracIndexRC)));

        // Should we calculate next column and row elements in 2x2 packed cell.
        bool hasNextCol = d < ${a-1};
        bool hasNextRow = coords.z < ${n-1};

        // In parallel, construct four corners for all four components in
        // packed 2x2 cell.
        vec4 topLeft = vec4(
          getAValue(b, sourceFloorRC.x, sourceFloorRC.y, d),
          hasNextCol ? getAValue(b, sourceFloorRC.x, sourceFloorRC.y, d + 1)
                     : 0.0,
          hasNextRow ? getAValue(b, sourceFloorRC.x, sourceFloorRC.z, d)
                     : 0.0,
          (hasNextRow && hasNextCol) ?
            getAValue(b, sourceFloorRC.x, sourceFloorRC.z, d + 1) : 0.0);

        vec4 bottomLeft = vec4(
          getAValue(b, sourceCeilRC.x, sourceFloorRC.y, d),
          hasNextCol ? getAValue(b, sourceCeilRC.x, sourceFloorRC.y, d + 1)
                     : 0.0,
          hasNextRow ? getAValue(b, sourceCeilRC.x, sourceFloorRC.z, d)
                     : 0.0,
          (hasNextRow && hasNextCol) ?
            getAValue(b, sourceCeilRC.x, sourceFloorRC.z, d + 1) : 0.0);

        vec4 topRight = vec4(
          getAValue(b, sourceFloorRC.x, sourceCeilRC.y, d),
          hasNextCol ? getAValue(b, sourceFloorRC.x, sourceCeilRC.y, d + 1)
                     : 0.0,
          hasNextRow ? getAValue(b, sourceFloorRC.x, sourceCeilRC.z, d)
                     : 0.0,
          (hasNextRow && hasNextCol) ?
            getAValue(b, sourceFloorRC.x, sourceCeilRC.z, d + 1) : 0.0);

        vec4 bottomRight = vec4(
          getAValue(b, sourceCeilRC.x, sourceCeilRC.y, d),
          hasNextCol ? getAValue(b, sourceCeilRC.x, sourceCeilRC.y, d + 1)
                     : 0.0,
          hasNextRow ? getAValue(b, sourceCeilRC.x, sourceCeilRC.z, d)
                     : 0.0,
          (hasNextRow && hasNextCol) ?
            getAValue(b, sourceCeilRC.x, sourceCeilRC.z, d + 1) : 0.0);

        vec3 fracRC = sourceFracIndexRC - vec3(sourceFloorRC);

        vec4 top = mix(topLeft, topRight, fracRC.yyzz);
        vec4 bottom = mix(bottomLeft, bottomRight, fracRC.yyzz);
        vec4 newValue = mix(top, bottom, fracRC.x);

        setOutput(newValue);
      }
    `}};function bL(r){let{inputs:e,backend:t,attrs:n}=r,{images:o}=e,{alignCorners:s,halfPixelCenters:i,size:u}=n,[l,a]=u,c=S().getBool("WEBGL_PACK_IMAGE_OPERATIONS")?new xp(o.shape,l,a,s,i):new gp(o.shape,l,a,s,i);return t.runWebGLProgram(c,[o],"float32")}var Xk={kernelName:ta,backendName:"webgl",kernelFunc:bL};var bp=class{constructor(e,t,n){this.variableNames=["dy"],this.outputShape=[],this.outputShape=t;let[,o,s]=t,[,i,u]=e,l=[n&&i>1?o-1:o,n&&u>1?s-1:s],a=[n&&i>1?i-1:i,n&&u>1?u-1:u],c=l[0]/a[0],p=l[1]/a[1],d=1/c,m=1/p,f=Math.ceil(d)*2+2,h=Math.ceil(m)*2+2;this.userCode=`
      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];
        int r = coords[1];
        int c = coords[2];

        float accumulator = 0.0;

        const float heightScale = float(${c});
        const float widthScale = float(${p});

        const float invHeightScale = float(${d});
        const float invWidthScale = float(${m});

        const int winHeight = int(${f});
        const int winWidth = int(${h});

        // Compute bounds for where in dy we will look
        float startRLerp = floor(float(r) * invHeightScale);
        int startDyR = int(startRLerp - float(winHeight / 2));

        float startCLerp = floor(float(c) * invWidthScale);
        int startDyC = int(startCLerp - float(winWidth / 2));

        // Loop over dy
        for (int dyROffset = 0; dyROffset < winHeight; dyROffset++) {
          int dyR = dyROffset + startDyR;

          // Guard against the window exceeding the bounds of dy
          if (dyR < 0 || dyR >= ${i}) {
            continue;
          }

          for (int dyCOffset = 0; dyCOffset < winWidth; dyCOffset++) {
            int dyC = dyCOffset + startDyC;

            // Guard against the window exceeding the bounds of dy
            if (dyC < 0 || dyC >= ${u}) {
              continue;
            }

            float dxR = float(dyR) * heightScale;
            int topDxRIndex = int(floor(dxR));
            int bottomDxRIndex = int(min(ceil(dxR), ${o-1}.0));
            float dxRLerp = dxR - float(topDxRIndex);
            float inverseDxRLerp = 1.0 - dxRLerp;

            float dxC = float(dyC) * widthScale;
            int leftDxCIndex = int(floor(dxC));
            int rightDxCIndex = int(min(ceil(dxC), ${s-1}.0));
            float dxCLerp = dxC - float(leftDxCIndex);
            float inverseDxCLerp = 1.0 - dxCLerp;

            if (r == topDxRIndex && c == leftDxCIndex) {
              // topLeft
              accumulator +=
                getDy(b, dyR, dyC, d) * inverseDxRLerp * inverseDxCLerp;
            }

            if (r == topDxRIndex && c == rightDxCIndex) {
              // topRight
              accumulator += getDy(b, dyR, dyC, d) * inverseDxRLerp * dxCLerp;
            }

            if (r == bottomDxRIndex && c == leftDxCIndex) {
              // bottomLeft
              accumulator += getDy(b, dyR, dyC, d) * dxRLerp * inverseDxCLerp;
            }

            if (r == bottomDxRIndex && c == rightDxCIndex) {
              // bottomRight
              accumulator += getDy(b, dyR, dyC, d) * dxRLerp * dxCLerp;
            }
          }
        }
        // End loop over dy

        setOutput(accumulator);
      }
    `}};function yL(r){let{inputs:e,backend:t,attrs:n}=r,{images:o,dy:s}=e,{alignCorners:i}=n,u=new bp(s.shape,o.shape,i);return t.runWebGLProgram(u,[s],s.dtype)}var jk={kernelName:ra,backendName:"webgl",kernelFunc:yL};var yp=class{constructor(e,t,n,o,s){this.variableNames=["A"],this.outputShape=[];let[i,u,l,a]=e;this.outputShape=[i,t,n,a];let c=[o&&t>1?u-1:u,o&&n>1?l-1:l],p=[o&&t>1?t-1:t,o&&n>1?n-1:n],d=o?"0.5":"0.0",m;s?m="max((vec2(yRC) + vec2(0.5)) * effectiveInputOverOutputRatioRC, vec2(0.0))":m="vec2(yRC) * effectiveInputOverOutputRatioRC",this.userCode=`
      const vec2 effectiveInputOverOutputRatioRC = vec2(
          ${c[0]/p[0]},
          ${c[1]/p[1]});
      const vec2 inputShapeRC = vec2(${u}.0, ${l}.0);

      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];
        ivec2 yRC = coords.yz;

        // Fractional source index.
        vec2 sourceFracIndexRC = ${m};

        // Compute the coordinators of nearest neighbor point.
        ivec2 sourceNearestRC = ivec2(
          min(inputShapeRC - 1.0, floor(sourceFracIndexRC + ${d})));
        float newValue = getA(b, sourceNearestRC.x, sourceNearestRC.y, d);

        setOutput(newValue);
      }
    `}};var Cp=class{constructor(e,t,n,o,s){this.variableNames=["A"],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=[];let[i,u,l,a]=e;this.outputShape=[i,t,n,a];let c=[o&&t>1?u-1:u,o&&n>1?l-1:l],p=[o&&t>1?t-1:t,o&&n>1?n-1:n],d=o?"0.5":"0.0",m;s?m="max((vec3(yRC) + vec3(0.5)) * effectiveInputOverOutputRatioRC, vec3(0.0))":m="vec3(yRC) * effectiveInputOverOutputRatioRC",this.userCode=`
      const vec3 effectiveInputOverOutputRatioRC = vec3(
          ${c[0]/p[0]},
          ${c[1]/p[1]},
          ${c[1]/p[1]});
      const vec3 inputShapeRC = vec3(${u}.0, ${l}.0,
                                     ${l}.0);

      float getAValue(int b, int r, int c, int d) {
        return getChannel(getA(b, r, c, d), vec2(c, d));
      }

      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];
        // Calculate values for next column in yRC.z.
        ivec3 yRC = coords.yzz + ivec3(0, 0, 1);

        // Fractional source index.
        vec3 sourceFracIndexRC = ${m};

        // Compute the coordinators of nearest neighbor point.
        ivec3 sourceNearestRC = ivec3(
          min(inputShapeRC - 1.0, floor(sourceFracIndexRC + ${d})));

        // Should we calculate next column and row elements in 2x2 packed cell.
        bool hasNextCol = d < ${a-1};
        bool hasNextRow = coords.z < ${n-1};

        vec4 newValue = vec4(
          getAValue(b, sourceNearestRC.x, sourceNearestRC.y, d),
          hasNextCol ? getAValue(b, sourceNearestRC.x, sourceNearestRC.y, d + 1)
                     : 0.0,
          hasNextRow ? getAValue(b, sourceNearestRC.x, sourceNearestRC.z, d)
                     : 0.0,
          (hasNextRow && hasNextCol) ?
            getAValue(b, sourceNearestRC.x, sourceNearestRC.z, d + 1) : 0.0);

        setOutput(newValue);
      }
    `}};function CL(r){let{inputs:e,backend:t,attrs:n}=r,{images:o}=e,{alignCorners:s,halfPixelCenters:i,size:u}=n,[l,a]=u,c=S().getBool("WEBGL_PACK_IMAGE_OPERATIONS")?new Cp(o.shape,l,a,s,i):new yp(o.shape,l,a,s,i);return t.runWebGLProgram(c,[o],o.dtype)}var Yk={kernelName:Js,backendName:"webgl",kernelFunc:CL};var wp=class{constructor(e,t,n){this.variableNames=["dy"],this.outputShape=[],this.outputShape=t;let[,o,s]=t,[,i,u]=e,l=[n&&i>1?o-1:o,n&&u>1?s-1:s],a=[n&&i>1?i-1:i,n&&u>1?u-1:u],c=l[0]/a[0],p=l[1]/a[1],d=1/c,m=1/p,f=Math.ceil(d)*2+2,h=Math.ceil(m)*2+2;this.userCode=`
      void main() {
        ivec4 coords = getOutputCoords();
        int b = coords[0];
        int d = coords[3];
        int r = coords[1];
        int c = coords[2];

        float accumulator = 0.0;

        const float heightScale = float(${c});
        const float widthScale = float(${p});

        const float invHeightScale = float(${d});
        const float invWidthScale = float(${m});

        const int winHeight = int(${f});
        const int winWidth = int(${h});

        // Compute bounds for where in dy we will look
        float startRLerp = floor(float(r) * invHeightScale);
        int startDyR = int(floor(startRLerp - float(winHeight / 2)));

        float startCLerp = floor(float(c) * invWidthScale);
        int startDyC = int(floor(startCLerp - float(winWidth / 2)));

        // Loop over dy
        for (int dyROffset = 0; dyROffset < winHeight; dyROffset++) {
          int dyR = dyROffset + startDyR;

          // Guard against the window exceeding the bounds of dy
          if (dyR < 0 || dyR >= ${i}) {
            continue;
          }

          for (int dyCOffset = 0; dyCOffset < winWidth; dyCOffset++) {
            int dyC = dyCOffset + startDyC;

            // Guard against the window exceeding the bounds of dy
            if (dyC < 0 || dyC >= ${u}) {
              continue;
            }

            float sourceFracRow =
              float(${l[0]}) *
                (float(dyR) / float(${a[0]}));

            float sourceFracCol =
                float(${l[1]}) *
                  (float(dyC) / float(${a[1]}));

            int sourceNearestRow = int(min(
                float(int(${o}) - 1),
                ${n} ? float(round(sourceFracRow)) :
                                  float(floor(sourceFracRow))));

            int sourceNearestCol = int(min(
                float(int(${s}) - 1),
                ${n} ? float(round(sourceFracCol)) :
                                  float(floor(sourceFracCol))));

            if (r == sourceNearestRow && c == sourceNearestCol) {
              accumulator += getDy(b, dyR, dyC, d);
            }
          }
        }
        // End loop over dy

        setOutput(accumulator);
      }
    `}};function wL(r){let{inputs:e,backend:t,attrs:n}=r,{images:o,dy:s}=e,{alignCorners:i}=n,u=new wp(s.shape,o.shape,i);return t.runWebGLProgram(u,[s],s.dtype)}var Qk={kernelName:ea,backendName:"webgl",kernelFunc:wL};var vp=class{constructor(e,t){this.variableNames=["x"];let n=e.length;if(n>4)throw new Error(`WebGL backend: Reverse of rank-${n} tensor is not yet supported`);if(this.outputShape=e,n===1){this.userCode=`
        void main() {
          int coord = getOutputCoords();
          setOutput(getX(${e[0]} - coord - 1));
        }
      `;return}let o=u=>t.indexOf(u)!==-1&&e[u]!==1?`${e[u]} - coords[${u}] - 1`:`coords[${u}]`,s=e.map((u,l)=>o(l)).join(","),i=J(n);this.userCode=`
      void main() {
        ${i} coords = getOutputCoords();
        setOutput(getX(${s}));
      }
    `}};var Ip=class{constructor(e,t){this.variableNames=["x"],this.packedInputs=!0,this.packedOutput=!0;let n=e.length;if(n>4)throw new Error(`WebGL backend: Reverse of rank-${n} tensor is not yet supported`);this.outputShape=e;let o=Ae("rc",n),s=`${o[n-1]} + 1 < ${this.outputShape[n-1]}`,i=`${o[n-2]} + 1 < ${this.outputShape[n-2]}`,u=J(n);n===1?this.userCode=`
        void main(){
          int rc = getOutputCoords();
          vec4 result = vec4(0.);
          result.r = getChannel(getX(${e[0]} - rc - 1),
            ${e[0]} - rc - 1);
          if(${s}){
              result.g = getChannel(getX(${e[0]} - (rc  + 1) - 1),
                ${e[0]} - (rc  + 1) - 1);
          }
          setOutput(result);
        }
      `:this.userCode=`
        void main() {
          ${u} rc = getOutputCoords();
          vec4 result = vec4(0.);
          result.r = ${l(o.slice())};
          if(${s}){
            result.g = ${a(o.slice())};
          }
          if(${i}) {
            result.b = ${c(o.slice())};
            if(${s}) {
              result.a = ${p(o.slice())};
            }
          }
          setOutput(result);
        }
    `;function l(f){return d(f)}function a(f){return f[n-1]="("+f[n-1]+" + 1)",d(f)}function c(f){return f[n-2]="("+f[n-2]+" + 1)",d(f)}function p(f){return f[n-1]="("+f[n-1]+" + 1)",f[n-2]="("+f[n-2]+" + 1)",d(f)}function d(f){let h=e.map((y,w)=>m(w,f)),g=h.join(","),x=h.slice(-2).join(",");return`getChannel(getX(${g}), vec2(${x}))`}function m(f,h){return t.indexOf(f)!==-1&&e[f]!==1?`${e[f]} - ${h[f]} - 1`:`${h[f]}`}}};function vL(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{dims:s}=n,i=o.shape.length,u=b.parseAxisParam(s,o.shape);if(i===0)return Ne({inputs:{x:o},backend:t});let l=S().getBool("WEBGL_PACK_ARRAY_OPERATIONS")?new Ip(o.shape,u):new vp(o.shape,u);return t.runWebGLProgram(l,[o],o.dtype)}var Zk={kernelName:na,backendName:"webgl",kernelFunc:vL};var Sp=class{constructor(e,t){this.variableNames=["Image"],this.outputShape=[],this.customUniforms=[{name:"params",type:"vec4"}];let n=e[1],o=e[2];this.outputShape=e;let s="";typeof t=="number"?s=`float outputValue = ${t.toFixed(2)};`:s=`
        vec3 fill = vec3(${t.join(",")});
        float outputValue = fill[coords[3]];`,this.userCode=`
        void main() {
          ivec4 coords = getOutputCoords();
          int x = coords[2];
          int y = coords[1];
          float coordXFloat = (float(x) - params[0]) * params[3] -
            (float(y) - params[1]) * params[2];
          float coordYFloat = (float(x) - params[0]) * params[2] +
            (float(y) - params[1]) * params[3];
          int coordX = int(round(coordXFloat + params[0]));
          int coordY = int(round(coordYFloat + params[1]));
          ${s}
          if(coordX >= 0 && coordX < ${o} && coordY >= 0 && coordY < ${n}) {
            outputValue = getImage(coords[0], coordY, coordX, coords[3]);
          }
          setOutput(outputValue);
        }
    `}};var Jk={kernelName:fa,backendName:"webgl",kernelFunc:({inputs:r,attrs:e,backend:t})=>{let{image:n}=r,{radians:o,fillValue:s,center:i}=e,u=t,l=new Sp(n.shape,s),[a,c]=C.getImageCenter(i,n.shape[1],n.shape[2]),p=[[a,c,Math.sin(o),Math.cos(o)]];return u.runWebGLProgram(l,[n],n.dtype,p)}};var IL=`
  // OpenGL ES does not support round function.
  // The algorithm is based on banker's rounding.
  float base = floor(x);
  if ((x - base) < 0.5) {
    return floor(x);
  } else if ((x - base) > 0.5) {
    return ceil(x);
  } else {
    if (mod(base, 2.0) == 0.0) {
      return base;
    } else {
      return base + 1.0;
    }
  }
`,SL=q({opSnippet:IL}),eT={kernelName:Du,backendName:"webgl",kernelFunc:SL};var _L="return inversesqrt(x);",kL=q({opSnippet:_L,cpuKernelImpl:$_}),tT={kernelName:Ro,backendName:"webgl",kernelFunc:kL};var en=class{constructor(e,t,n,o,s,i,u=!0,l=!1){this.variableNames=["updates","indices","defaultValue"],this.outputShape=i;let a=J(s.length),c=J(i.length),p="";n===1?p="i":n===2&&(p="i, j");let d=`getIndices(${p})`,m="";o===1?m="i":o===2&&(m="i, coords[1]");let f=`getUpdates(${m})`,h="";l&&(h="coords[0], coords[1]");let g=`getDefaultValue(${h})`,x=t>1?"strides[j]":"strides";this.userCode=`
        ${a} strides = ${a}(${s});

        void main() {
          ${c} coords = getOutputCoords();
          float sum = 0.0;
          bool found = false;
          for (int i = 0; i < ${e}; i++) {
            int flattenedIndex = 0;
            for (int j = 0; j < ${t}; j++) {
              int index = round(${d});
              flattenedIndex += index * ${x};
            }
            if (flattenedIndex == coords[0]) {
              sum += ${f};
              found = true;
            }
          }
          setOutput(mix(${g}, sum, float(found)));
        }
      `}};var _p=class{constructor(e,t,n,o,s,i,u=!0,l=!1){this.variableNames=["updates","indices","defaultValue"],this.packedInputs=!0,this.packedOutput=!0,this.outputShape=i;let a=J(s.length),c=J(i.length),p="";n===1?p="i":n===2&&(p="i, j");let d=`getIndices(${p})`,m="";o===1?m="i":o===2&&(m="i, coords[1]");let f=`getUpdates(${m})`,h="";l&&(h="coords[0], coords[1]");let g=`getDefaultValue(${h})`,x=t>1?"strides[j]":"strides",y=t>1?"strides[j + 1]":"strides";this.userCode=`
        ${a} strides = ${a}(${s});

        void main() {
          ${c} coords = getOutputCoords();
          vec4 sum = vec4(0.);
          vec4 found = vec4(0.);
          for (int i = 0; i < ${e}; i+=2) {
            ivec2 flattenedIndex = ivec2(0);
            for (int j = 0; j < ${t}; j+=2) {
              ivec4 index = round(${d});
              flattenedIndex += index.xz * ${x};
              if (j + 1 < ${t}) {
                flattenedIndex += index.yw * ${y};
              }
            }
            if (flattenedIndex[0] == coords[0] || flattenedIndex[1] == coords[0] ||
                flattenedIndex[0] == coords[0] + 1 || flattenedIndex[1] == coords[0] + 1) {
              vec4 updVals = ${f};
              if (flattenedIndex[0] == coords[0]) {
                sum.xy += updVals.xy;
                found.xy = vec2(1.);
              } else if (flattenedIndex[0] == coords[0] + 1) {
                sum.zw += updVals.xy;
                found.zw = vec2(1.);
              }
              if (flattenedIndex[1] == coords[0]) {
                sum.xy += updVals.zw;
                found.xy = vec2(1.);
              } else if (flattenedIndex[1] == coords[0] + 1) {
                sum.zw += updVals.zw;
                found.zw = vec2(1.);
              }
            }
          }
          setOutput(mix(${g}, sum, found));
        }
      `}};function TL(r){let{inputs:e,backend:t,attrs:n}=r,{indices:o,updates:s}=e,{shape:i}=n,{sliceRank:u,numUpdates:l,sliceSize:a,strides:c,outputSize:p}=C.calculateShapes(s,o,i),d=[p/a,a];if(p===0)return t.makeTensorInfo(i,o.dtype);let m=P({inputs:{x:o},backend:t,attrs:{shape:[l,u]}}),f=P({inputs:{x:s},backend:t,attrs:{shape:[l,a]}}),h=t.makeTensorInfo([],"float32",new Float32Array([0])),g;S().getBool("WEBGL_PACK")?g=new _p(l,u,m.shape.length,f.shape.length,c,d):g=new en(l,u,m.shape.length,f.shape.length,c,d);let x=t.runWebGLProgram(g,[f,m,h],f.dtype),y=P({inputs:{x},backend:t,attrs:{shape:i}});return t.disposeIntermediateTensorInfo(m),t.disposeIntermediateTensorInfo(f),t.disposeIntermediateTensorInfo(x),t.disposeIntermediateTensorInfo(h),y}var rT={kernelName:oa,backendName:"webgl",kernelFunc:TL};var kp=class{constructor(e,t,n,o){this.variableNames=["sortedSequence","values"],this.customUniforms=[{name:"numInputs",type:"int"}],this.outputShape=[e,n];let s="while (left < right) {",i=`for (int i = 0; i < ${Math.ceil(Math.log2(t+1))}; ++i) { if (left >= right) break;`,u=S().getNumber("WEBGL_VERSION")===2?s:i,l=o==="left"?"<":"<=";this.userCode=`
       int findBound(int batch, float value) {
         int left = 0;
         int right = numInputs;
         int mid;
         ${u}
           mid = (left + right) / 2;
           if (getSortedSequence(batch, mid) ${l} value) {
             left = mid + 1;
           } else {
             right = mid;
           }
         }
         return right;
       }

       void main() {
         ivec2 coords = getOutputCoords();
         int batch = coords[0];
         int valueIndex = coords[1];

         float value = getValues(batch, valueIndex);

         setOutput(float(findBound(batch, value)));
       }
     `}};function EL(r){let{inputs:e,backend:t,attrs:n}=r,{sortedSequence:o,values:s}=e,{side:i}=n,u=new kp(o.shape[0],o.shape[1],s.shape[1],i),l=[[o.shape[1]]];return t.runWebGLProgram(u,[o,s],"int32",l)}var nT={kernelName:aa,backendName:"webgl",kernelFunc:EL};var Tp=class{constructor(e,t,n){this.variableNames=["c","a","b"],this.outputShape=t;let o,s;if(n>4)throw Error(`Where for rank ${n} is not yet supported`);if(n===1)s="resRC",o="resRC";else{let u=["resRC.x","resRC.y","resRC.z","resRC.w"],l=[],a=[];for(let c=0;c<t.length;c++)a.push(`${u[c]}`),c<e&&l.push(`${u[c]}`);o=l.join(),s=a.join()}let i=J(n);this.userCode=`
      void main() {
        ${i} resRC = getOutputCoords();
        float cVal = getC(${o});
        if (cVal >= 1.0) {
          setOutput(getA(${s}));
        } else {
          setOutput(getB(${s}));
        }
      }
    `}};function RL(r){let{inputs:e,backend:t}=r,{condition:n,t:o,e:s}=e,i=new Tp(n.shape.length,o.shape,o.shape.length);return t.runWebGLProgram(i,[n,o,s],et(o.dtype,s.dtype))}var oT={kernelName:Pu,backendName:"webgl",kernelFunc:RL};var AL=`
  // Stable and Attracting Fixed Point (0, 1) for Normalized Weights.
  // see: https://arxiv.org/abs/1706.02515
  float scaleAlpha = ${C.SELU_SCALEALPHA};
  float scale = ${C.SELU_SCALE};
  return (x >= 0.0) ? scale * x : scaleAlpha * (exp(x) - 1.0);
`,NL=q({opSnippet:AL}),sT={kernelName:Mu,backendName:"webgl",kernelFunc:NL};var $L=Ut+`
  return 1.0 / (1.0 + exp(-1.0 * x));
`,FL=`
  vec4 result = 1.0 / (1.0 + exp(-1.0 * x));
  bvec4 isNaN = isnan(x);

  result.r = isNaN.r ? x.r : result.r;
  result.g = isNaN.g ? x.g : result.g;
  result.b = isNaN.b ? x.b : result.b;
  result.a = isNaN.a ? x.a : result.a;

  return result;
`,DL=q({opSnippet:$L,packedOpSnippet:FL,cpuKernelImpl:D_}),aT={kernelName:Pr,backendName:"webgl",kernelFunc:DL};var PL=`
  if (isnan(x)) { return 0.0; }
  return sign(x);
`,ML=q({opSnippet:PL}),iT={kernelName:Bu,backendName:"webgl",kernelFunc:ML};var OL=Ut+`
  return sin(x);
`,BL=`
  vec4 result = sin(x);
  bvec4 isNaN = isnan(x);
  ${St}
  return result;
`,LL=q({opSnippet:OL,packedOpSnippet:BL}),uT={kernelName:"Sin",backendName:"webgl",kernelFunc:LL};var UL=`
  float e2x = exp(x);
  return (e2x - 1.0 / e2x) / 2.0;
`,WL=q({opSnippet:UL}),lT={kernelName:Ou,backendName:"webgl",kernelFunc:WL};var VL=`
  float epsilon = 1.1920928955078125e-7;
  float threshold = log(epsilon) + 2.0;

  bool too_large = x > -threshold;
  bool too_small = x < threshold;

  float result;
  float exp_x = exp(x);

  if (too_large){
    result = x;
  }
  else if (too_small){
    result = exp_x;
  }
  else{
    result = log(exp_x + 1.0);
  }
  return result;
`,GL=q({opSnippet:VL}),cT={kernelName:Lu,backendName:"webgl",kernelFunc:GL};var zL=r=>{let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{blockShape:s,paddings:i}=n;b.assert(o.shape.length<=4,()=>"spaceToBatchND for rank > 4 with a WebGL backend not implemented yet");let u=s.reduce((x,y)=>x*y),l=[[0,0]];l.push(...i);for(let x=1+s.length;x<o.shape.length;++x)l.push([0,0]);let a=[],c=Wg({inputs:{x:o},backend:t,attrs:{paddings:l,constantValue:0}}),p=C.getReshaped(c.shape,s,u,!1),d=C.getPermuted(p.length,s.length,!1),m=C.getReshapedPermuted(c.shape,s,u,!1),f=P({inputs:{x:c},backend:t,attrs:{shape:p}}),h=ve({inputs:{x:f},backend:t,attrs:{perm:d}}),g=P({inputs:{x:h},backend:t,attrs:{shape:m}});return a.push(c),a.push(f),a.push(h),a.forEach(x=>t.disposeIntermediateTensorInfo(x)),g},pT={kernelName:Uu,backendName:"webgl",kernelFunc:zL};function HL(r){let{inputs:e,backend:t}=r,{indices:n,values:o,denseShape:s,defaultValue:i}=e;if(s.shape.length!==1)throw new Error(`Dense shape must be a vector, saw:
         ${s.shape}`);if(n.shape.length!==2)throw new Error(`Indices must be a matrix, saw:
         ${n.shape}`);if(o.shape.length!==1)throw new Error(`Values must be a vector, saw:
         ${o.shape}`);if(i.shape.length!==0)throw new Error(`Default value must be a scalar, saw:
        ${i.shape}`);let u=t.readSync(n.dataId),l=t.readSync(o.dataId),a=t.readSync(s.dataId),c=t.readSync(i.dataId)[0],[p,d,m,f,h]=M_(u,n.shape,n.dtype,l,o.dtype,a,c);return[t.makeTensorInfo(d,n.dtype,p),t.makeTensorInfo([d[0]],o.dtype,m),t.makeTensorInfo([f.length],"bool",new Uint8Array(f.map(g=>Number(g)))),t.makeTensorInfo([h.length],n.dtype,new Int32Array(h))]}var dT={kernelName:Vu,backendName:"webgl",kernelFunc:HL};function qL(r){let{inputs:e,backend:t}=r,{inputIndices:n,inputShape:o,newShape:s}=e;if(n.shape.length!==2)throw new Error(`Input indices should be a matrix but received shape ${n.shape}`);if(o.shape.length!==1)throw new Error(`Input shape should be a vector but received shape ${o.shape}`);if(s.shape.length!==1)throw new Error(`Target shape should be a vector but received shape ${s.shape}`);let i=Array.from(t.readSync(o.dataId)),u=t.readSync(n.dataId),l=Array.from(t.readSync(s.dataId)),[a,c,p]=O_(u,n.shape,n.dtype,i,l);return[t.makeTensorInfo(c,n.dtype,a),t.makeTensorInfo([p.length],s.dtype,new Int32Array(p))]}var mT={kernelName:la,backendName:"webgl",kernelFunc:qL};function KL(r){let{inputs:e,backend:t}=r,{data:n,indices:o,segmentIds:s}=e;if(n.shape.length<1)throw new Error("Data should be at least 1 dimensional but received scalar");if(o.shape.length!==1)throw new Error(`Indices should be a vector but received shape
              ${o.shape}`);if(s.shape.length!==1)throw new Error(`Segment ids should be a vector but received shape
              ${s.shape}`);let i=t.readSync(n.dataId),u=t.readSync(o.dataId),l=t.readSync(s.dataId),[a,c]=uc(i,n.shape,n.dtype,u,l,!0);return t.makeTensorInfo(c,n.dtype,a)}var fT={kernelName:Gu,backendName:"webgl",kernelFunc:KL};function XL(r){let{inputs:e,backend:t}=r,{data:n,indices:o,segmentIds:s}=e;if(n.shape.length<1)throw new Error("Data should be at least 1 dimensional but received scalar");if(o.shape.length!==1)throw new Error(`Indices should be a vector but received shape
             ${o.shape}`);if(s.shape.length!==1)throw new Error(`Segment ids should be a vector but received shape
             ${s.shape}`);let i=t.readSync(n.dataId),u=t.readSync(o.dataId),l=t.readSync(s.dataId),[a,c]=uc(i,n.shape,n.dtype,u,l);return t.makeTensorInfo(c,n.dtype,a)}var hT={kernelName:zu,backendName:"webgl",kernelFunc:XL};function jL(r){let{inputs:e,backend:t,attrs:n}=r,{sparseIndices:o,sparseValues:s,defaultValue:i}=e,{outputShape:u}=n,{sliceRank:l,numUpdates:a,sliceSize:c,strides:p,outputSize:d}=C.calculateShapes(s,o,u),m=!1;if(s.dtype==="string"){let x=t.bufferSync(o),y=t.bufferSync(s),w=b.decodeString(t.readSync(i.dataId)[0]),v=F_(x,y,u,d,c,a,l,p,w,m);return t.makeTensorInfo(u,v.dtype,v.values)}let f=new en(a,l,o.shape.length,s.shape.length,p,[d,1],m),h=t.runWebGLProgram(f,[s,o,i],s.dtype),g=P({inputs:{x:h},backend:t,attrs:{shape:u}});return t.disposeIntermediateTensorInfo(h),g}var gT={kernelName:ca,backendName:"webgl",kernelFunc:jL};function YL(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{numOrSizeSplits:s,axis:i}=n,u=b.parseAxisParam(i,o.shape)[0],l=C.prepareSplitSize(o,s,u),a=o.shape.length,c=new Array(a).fill(0),p=o.shape.slice();return l.map(d=>{let m=[...p];m[u]=d;let f=Qt({inputs:{x:o},backend:t,attrs:{begin:c,size:m}});return c[u]+=d,f})}var xT={kernelName:Wu,backendName:"webgl",kernelFunc:YL};var bT="return sqrt(x);",QL=q({opSnippet:bT,packedOpSnippet:bT,cpuKernelImpl:B_}),yT={kernelName:Mr,backendName:"webgl",kernelFunc:QL};var ZL="return x * x;",JL=q({opSnippet:ZL}),CT={kernelName:Hu,backendName:"webgl",kernelFunc:JL};var wT="return (a - b) * (a - b);",e3=de({opSnippet:wT,packedOpSnippet:wT}),vT={kernelName:Ao,backendName:"webgl",kernelFunc:e3};function t3(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e;if(o.dtype!=="string")throw new Error("Input must be of datatype string");let s=t.readSync(o.dataId),i=C.fromUint8ToStringArray(s),u=L_(i,"string",n);return t.makeTensorInfo(o.shape,"string",u)}var IT={kernelName:qu,backendName:"webgl",kernelFunc:t3};function r3({inputs:r,attrs:e,backend:t}){let{x:n}=r,o=Ue+`
    return x > 0.0 ? 1.0 : float(${e.alpha});
  `,s=new qe(n.shape,o);return t.runWebGLProgram(s,[n],n.dtype)}var ST={kernelName:vn,backendName:"webgl",kernelFunc:r3};var Ep=class{constructor(e,t,n){this.variableNames=["x"],this.outputShape=n;let o=n.length,s=J(n.length),i=J(n.length),u="";if(o===1)u="coords * strides + begin";else{let l=0;u=n.map((a,c)=>(l++,n.length===1?`coords * strides[${c}] + begin[${c}]`:`coords[${l-1}] * strides[${c}] + begin[${c}]`)).join(",")}this.userCode=`
      ${s} begin = ${s}(${e});
      ${s} strides = ${s}(${t});

      void main() {
        ${i} coords = getOutputCoords();
        setOutput(getX(${u}));
      }
    `}};function n3(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{begin:s,end:i,strides:u,beginMask:l,endMask:a,ellipsisMask:c,newAxisMask:p,shrinkAxisMask:d}=n,{finalShapeSparse:m,finalShape:f,isIdentity:h,sliceDim0:g,isSimpleSlice:x,begin:y,end:w,strides:v}=Le.sliceInfo(o.shape,s,i,u,l,a,c,p,d),_;if(h)_=P({inputs:{x:o},backend:t,attrs:{shape:f}});else if(g||x){b.assert(o.shape.length>=1,()=>`Input must have rank at least 1, got: ${o.shape.length}`);let R=Le.computeOutShape(y,w,v),A=Qt({inputs:{x:o},backend:t,attrs:{begin:y,size:R}});_=P({inputs:{x:A},backend:t,attrs:{shape:f}}),t.disposeIntermediateTensorInfo(A)}else if(t.shouldExecuteOnCPU([o])){let A=t.readSync(o.dataId),F=be(o.shape,o.dtype,A),D=U_(m,F,v,y);_=t.makeTensorInfo(f,o.dtype,D.values)}else{let A=new Ep(y,v,m);_=t.runWebGLProgram(A,[o],o.dtype)}let T=P({inputs:{x:_},backend:t,attrs:{shape:f}});return t.disposeIntermediateTensorInfo(_),T}var _T={kernelName:Cn,backendName:"webgl",kernelFunc:n3};function o3(r){let{inputs:e,backend:t,attrs:n}=r,{separator:o,nGramWidths:s,leftPad:i,rightPad:u,padWidth:l,preserveShortSequences:a}=n,{data:c,dataSplits:p}=e,d=t.readSync(c.dataId),m=t.readSync(p.dataId),[f,h]=W_(d,m,o,s,i,u,l,a);return[t.makeTensorInfo([f.length],"string",f),t.makeTensorInfo(p.shape,"int32",h)]}var kT={kernelName:Ku,backendName:"webgl",kernelFunc:o3};function s3(r){let{inputs:e,backend:t,attrs:n}=r,{skipEmpty:o}=n,{input:s,delimiter:i}=e;if(s.dtype!=="string")throw new Error("Input must be of datatype string");if(s.shape.length!==1)throw new Error(`Input must be a vector, got shape: ${s.shape}`);if(i.shape.length!==0)throw new Error(`Delimiter must be a scalar, got shape: ${i.shape}`);let u=t.readSync(s.dataId),l=t.readSync(i.dataId)[0],[a,c,p]=V_(u,l,o),d=c.length;return[t.makeTensorInfo([d,2],"int32",a),t.makeTensorInfo([d],"string",c),t.makeTensorInfo([2],"int32",new Int32Array(p))]}var TT={kernelName:Xu,backendName:"webgl",kernelFunc:s3};function a3(r){let{inputs:e,backend:t,attrs:n}=r,{numBuckets:o}=n,{input:s}=e;if(s.dtype!=="string")throw new Error("Input must be of datatype string");if(o<=0)throw new Error("Number of buckets must be at least 1");let i=t.readSync(s.dataId),u=G_(i,o);return t.makeTensorInfo(s.shape,"int32",u)}var ET={kernelName:ju,backendName:"webgl",kernelFunc:a3};var i3="return tan(x);",u3=q({opSnippet:i3}),RT={kernelName:"Tan",backendName:"webgl",kernelFunc:u3};var l3=`
  float e2x = exp(-2.0 * abs(x));
  return sign(x) * (1.0 - e2x) / (1.0 + e2x);
`,c3=q({opSnippet:l3}),AT={kernelName:Yu,backendName:"webgl",kernelFunc:c3};function p3(r){let{inputs:e,backend:t,attrs:n}=r,{tensor:o,indices:s,updates:i}=e,{}=n,{sliceRank:u,numUpdates:l,sliceSize:a,strides:c,outputSize:p}=C.calculateShapes(i,s,o.shape),d=[p/a,a];if(p===0)return t.makeTensorInfo(o.shape,s.dtype);let m=P({inputs:{x:s},backend:t,attrs:{shape:[l,u]}}),f=P({inputs:{x:i},backend:t,attrs:{shape:[l,a]}}),h=P({inputs:{x:o},backend:t,attrs:{shape:d}}),g=new en(l,u,m.shape.length,f.shape.length,c,d,!1,!0),x=t.runWebGLProgram(g,[f,m,h],h.dtype),y=P({inputs:{x},backend:t,attrs:{shape:o.shape}});return t.disposeIntermediateTensorInfo(m),t.disposeIntermediateTensorInfo(f),t.disposeIntermediateTensorInfo(h),t.disposeIntermediateTensorInfo(x),y}var NT={kernelName:sa,backendName:"webgl",kernelFunc:p3};var Rp=class{constructor(e,t){this.variableNames=["A"];let n=new Array(e.length);for(let i=0;i<n.length;i++)n[i]=e[i]*t[i];this.outputShape=n,this.rank=n.length;let o=J(this.rank),s=d3(e);this.userCode=`
      void main() {
        ${o} resRC = getOutputCoords();
        setOutput(getA(${s}));
      }
    `}};function d3(r){let e=r.length;if(e>5)throw Error(`Tile for rank ${e} is not yet supported`);if(e===1)return`imod(resRC, ${r[0]})`;let t=["resRC.x","resRC.y","resRC.z","resRC.w","resRC.u"],n=[];for(let o=0;o<r.length;o++)n.push(`imod(${t[o]}, ${r[o]})`);return n.join()}function Gg(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{reps:s}=n;if(o.dtype==="string"||o.shape.length>5){let l=t.readSync(o.dataId),a=o.dtype==="string"?l.map(d=>b.decodeString(d)):l,c=be(o.shape,o.dtype,a),p=H_(c,s);return t.makeTensorInfo(p.shape,p.dtype,p.values)}let i=new Rp(o.shape,s);return t.runWebGLProgram(i,[o],o.dtype)}var $T={kernelName:wn,backendName:"webgl",kernelFunc:Gg};var Ap=class{constructor(e){this.variableNames=["x","indices"],this.customUniforms=[{name:"n",type:"int"},{name:"firstPass",type:"int"},{name:"negativeInf",type:"float"},{name:"dir",type:"int"},{name:"inc",type:"int"}],this.outputShape=e,this.userCode=`
       void main() {
         ivec2 coords = getOutputCoords();
         int batch = coords[0];
         int elemIdx = coords[1];

         // We compare elements pair-wise within a group of size 2 * inc.
         // The comparing rule for each group alternates between ascending
         // and descending. Within each group, we compare each pair at
         // positions i and i+inc. To decide whether an element at position i
         // is x0 or x1, we mod it by 2 * inc, if the result is smaller than
         // inc, it is in the first half of the group, we denote it as x0,
         // otherwise we denote it as x1.
         // For example, as shown in the Bitonic top K paper referenced above,
         // Figure5(a) shows that element[1] is in the
         // second half of the group when group size is 2, but it is in the
         // first half of the group when group size is 4.

         bool isFirstInPair = imod(elemIdx, 2 * inc) < inc;
         int i = isFirstInPair ? elemIdx : elemIdx - inc;

         int i0 = firstPass == 1 ? i : int(getIndices(batch, i));
         int i1 = firstPass == 1 ? i + inc : int(getIndices(batch, i + inc));
         float x0 = i0 < n ? getX(batch, i0) : negativeInf;
         float x1 = i1 < n ? getX(batch, i1) : negativeInf;

         // Denotes which direction indices are in (ascending or descending).
         bool reverse = imod(elemIdx, 2 * dir) >= dir;
         bool isGreater = x0 > x1 || (x0 == x1 && i1 > i0);
         if (reverse == isGreater) { // Elements in opposite order of direction
           int iTemp = i0;
           i0 = i1;
           i1 = iTemp;
         }
         if (isFirstInPair) {
            setOutput(float(i0));
         } else {
            setOutput(float(i1));
         }
       }
     `}},Np=class{constructor(e){this.variableNames=["x","indices"],this.customUniforms=[{name:"n",type:"int"},{name:"firstPass",type:"int"},{name:"k",type:"int"}],this.outputShape=e,this.userCode=`
    void main() {
         // Takes max of indices (0, k), (1, k + 1), (2, k + 2) ...
         ivec2 coords = getOutputCoords();
         int batch = coords[0];
         int elemIdx = coords[1];

         // The output size is half of the previous size.
         // If the previous sequence is | | | | _ _ _ _  | | | |  _ _ _ _ (k=4),
         // we only need to output the indices at positions |, the indices at
         // positions _ can be thrown away, see Figure5(b) After Phase 2
         // (Merge phase) in the Bitonic Top K paper referenced above.
         // For example, the paper shows we only need to output the orange bars.
         // The output sequence should look like this | | | | | | | |.
         // Because the sequence is halved, to map the output index back
         // to the previous sequence to find the corresponding value,
         // we need to double the index. When we double the index,
         // we basically interpolate a position, so 2i looks like
         // | _ | _ | _ | _ | _ | _ | _. We move the | to the first k position
         // of each 2k positions by - elemIdx % k. E.g. for output at
         // index 4,5,6,7, we want to get the corresponding element at
         // original index 8,9,10,11, for output at index 8,9,10,11,
         // we want to get the corresponding element at original index
         // 16,17,18,19, so on and so forth.

         int i = elemIdx < k ? elemIdx : (elemIdx * 2 - imod(elemIdx, k));
         int i0 = firstPass == 1 ? i : int(getIndices(batch, i));
         int i1 = firstPass == 1 ? i + k : int(getIndices(batch, i + k));

         float x0 = getX(batch, i0);
         float x1 = i1 < n ? getX(batch, i1) : x0;

         setOutput(x0 >= x1 ? float(i0) : float(i1));
       }
     `}};function Xn(r,e){e!==null&&r.disposeIntermediateTensorInfo(e)}function FT(r){let e=1;for(;e<r;)e*=2;return e}function m3(r){let{inputs:e,backend:t,attrs:n}=r,{x:o}=e,{k:s,sorted:i}=n,u=S().getNumber("TOPK_LAST_DIM_CPU_HANDOFF_SIZE_THRESHOLD"),l=S().getNumber("TOPK_K_CPU_HANDOFF_THRESHOLD"),a=o.shape,c=a[a.length-1];if(t.shouldExecuteOnCPU([o])||c<u||s>l){let D=t.readSync(o.dataId),[O,W]=q_(D,a,o.dtype,s,i);return[t.makeTensorInfo(O.shape,O.dtype,O.values),t.makeTensorInfo(W.shape,W.dtype,W.values)]}if(s===0)return a[a.length-1]=0,[t.makeTensorInfo(a,o.dtype,[]),t.makeTensorInfo(a,"int32",[])];if(c===1)return[o,Sr({attrs:{shape:a,dtype:"int32",value:0},backend:t})];let p=t.texData.get(o.dataId),d=p!==null&&p.isPacked,m=d?t.unpackTensor(o):o,h=b.sizeFromShape(a)/c,g=P({inputs:{x:m},attrs:{shape:[h,c]},backend:t});d&&Xn(t,m);let x=FT(s),y=FT(c),w=null,v=()=>w===null?[g,g]:[g,w],_=(D,O,W)=>{let Q=v(),oe=new Ap(W),ge=[[c],[w===null?1:0],[Number.NEGATIVE_INFINITY],[D],[O]],ne=w;w=t.runWebGLProgram(oe,Q,"int32",ge),Xn(t,ne)};for(let D=1;D<x;D*=2){let O=D*2;for(let W=D;W>=1;W/=2)_(O,W,[h,y])}for(let D=y;D>x;D/=2){let O=v(),W=new Np([h,D/2]),oe=[[c],[w===null?1:0],[x]],ue=w;w=t.runWebGLProgram(W,O,"int32",oe),Xn(t,ue);let ge=x/2,ne=ge*2;for(let xe=ge;xe>=1;xe/=2)_(ne,xe,w.shape)}let T=w;w=Qt({inputs:{x:w},backend:t,attrs:{begin:0,size:[h,s]}}),Xn(t,T);let R=Mg({inputs:{x:g,indices:w},backend:t,attrs:{axis:1,batchDims:1}});Xn(t,g);let A=a.slice(0,-1);A.push(s),T=w,w=P({inputs:{x:w},attrs:{shape:A},backend:t}),Xn(t,T);let F=R;return R=P({inputs:{x:R},attrs:{shape:A},backend:t}),Xn(t,F),[R,w]}var DT={kernelName:pa,backendName:"webgl",kernelFunc:m3};var $p=class{constructor(e,t,n,o,s,i){this.variableNames=["Image","Transforms"],this.outputShape=i;let u=n==="nearest"?1:2,l;switch(o){case"constant":l=1;break;case"reflect":l=2;break;case"wrap":l=3;break;case"nearest":l=4;break;default:l=1;break}this.userCode=`
            float mapCoord(float outCoord, float len) {
              float inCoord = outCoord;
              if(${l} == 2) {
                if (inCoord < 0.0) {
                  if (len <= 1.0) {
                    inCoord = 0.0;
                  } else {
                    float sz2 = 2.0 * len;
                    if (inCoord < sz2) {
                      inCoord = sz2 * float(int(float(-inCoord / sz2))) +
                      inCoord;
                    }
                    inCoord = inCoord < -len ? inCoord + sz2 : -inCoord - 1.0;
                  }
                } else if (inCoord > len - 1.0) {
                  if (len <= 1.0) {
                    inCoord = 0.0;
                  } else {
                    float sz2 = 2.0 * len;
                    inCoord -= sz2 * float(int(float(inCoord / sz2)));
                    if (inCoord >= len) {
                      inCoord = sz2 - inCoord - 1.0;
                    }
                  }
                }
                return clamp(inCoord, 0.0, len - 1.0);
              } else if (${l} == 3) {
                if (inCoord < 0.0) {
                  if (len <= 1.0) {
                    inCoord = 0.0;
                  } else {
                    float sz = len - 1.0;
                    inCoord += len * (float(int(float(-inCoord / sz))) + 1.0);
                  }
                } else if (inCoord > len - 1.0) {
                  if (len <= 1.0) {
                    inCoord = 0.0;
                  } else {
                    float sz = len - 1.0;
                    inCoord -= len * float(int(float(inCoord / sz)));
                  }
                }
                return clamp(inCoord, 0.0, len - 1.0);
              } else if (${l} == 4) {
                return clamp(outCoord, 0.0, len - 1.0);
              } else {
                return outCoord;
              }
            }

            float readWithFillValue(int batch, int coordY, int coordX,
              int channel) {
              float outputValue;
              if (0 <= coordY && coordY < ${e} && 0 <= coordX && coordX < ${t}) {
                  outputValue = getImage(batch, coordY, coordX, channel);
              } else {
                outputValue = float(${s});
              }
              return outputValue;
            }

            void main() {
              ivec4 coords = getOutputCoords();
              float outputValue;
              int batch = coords[0];
              int x = coords[2];
              int y = coords[1];
              int channel = coords[3];
              float xf = float(x);
              float yf = float(y);
              float a1 = getTransforms(batch, 0);
              float a2 = getTransforms(batch, 1);
              float a3 = getTransforms(batch, 2);
              float b1 = getTransforms(batch, 3);
              float b2 = getTransforms(batch, 4);
              float b3 = getTransforms(batch, 5);
              float c1 = getTransforms(batch, 6);
              float c2 = getTransforms(batch, 7);
              float projection = c1 * xf + c2 * yf + 1.0;
              if (projection == 0.0) {
                outputValue = float(${s});
              } else {
                float inX = (a1 * xf + a2 * yf + a3) / projection;
                float inY = (b1 * xf + b2 * yf + b3) / projection;
                float mapX = mapCoord(inX, float(${t}));
                float mapY = mapCoord(inY, float(${e}));

                if (${u} == 1) {
                  int coordY = int(round(mapY));
                  int coordX = int(round(mapX));
                  outputValue = readWithFillValue(batch, coordY, coordX,
                    channel);
                } else {
                  float yFloor = floor(mapY);
                  float xFloor = floor(mapX);
                  float yCeil = yFloor + 1.0;
                  float xCeil = xFloor + 1.0;
                  float valueYFloor = (xCeil - mapX) *
                  readWithFillValue(batch, int(yFloor), int(xFloor), channel) +
                  (mapX - xFloor) *
                  readWithFillValue(batch, int(yFloor), int(xCeil), channel);
                  float valueYCeil = (xCeil - mapX) *
                  readWithFillValue(batch, int(yCeil), int(xFloor), channel) +
                  (mapX - xFloor) *
                  readWithFillValue(batch, int(yCeil), int(xCeil), channel);
                  outputValue = (yCeil - mapY) * valueYFloor +
                  (mapY - yFloor) * valueYCeil;
                }
              }
              setOutput(outputValue);
            }
        `}};function f3(r){let{inputs:e,backend:t,attrs:n}=r,{image:o,transforms:s}=e,{interpolation:i,fillMode:u,fillValue:l,outputShape:a}=n,[c,p,d,m]=o.shape,[f,h]=a??[p,d],g=[c,f,h,m],x=new $p(p,d,i,u,l,g);return t.runWebGLProgram(x,[o,s],"float32")}var PT={kernelName:da,backendName:"webgl",kernelFunc:f3};function h3(r){let{inputs:e,attrs:t,backend:n}=r,{axis:o}=t,{x:s}=e;sr(s,"unique"),console.warn("WARNING: ","UI might be locked temporarily as data is being downloaded");let i=n.readSync(s.dataId),{outputValues:u,outputShape:l,indices:a}=K_(i,o,s.shape,s.dtype);return[n.makeTensorInfo(l,s.dtype,u),n.makeTensorInfo([a.length],"int32",a)]}var MT={kernelName:Qu,backendName:"webgl",kernelFunc:h3};function g3(r){let{inputs:e,backend:t,attrs:n}=r,{value:o}=e,{axis:s}=n;s<0&&(s+=o.shape.length);let i=o,u=i.shape.length,l=o.shape[s],a=new Array(u-1),c=0;for(let h=0;h<u;h++)h!==s&&(a[c++]=i.shape[h]);let p=[],d=new Array(u).fill(0),m=i.shape.slice();m[s]=1;let f=new Array(l);for(let h=0;h<f.length;h++){d[s]=h;let g=Qt({inputs:{x:i},backend:t,attrs:{begin:d,size:m}}),x=P({inputs:{x:g},backend:t,attrs:{shape:a}});f[h]=x,p.push(g)}return p.forEach(h=>t.disposeIntermediateTensorInfo(h)),f}var OT={kernelName:Zu,backendName:"webgl",kernelFunc:g3};var Fp=class{constructor(e,t){this.variableNames=["x","segmentIds"];let n=e.windowSize,o=e.batchSize,s=e.inSize,i=e.numSegments,u=i*Math.ceil(s/n);this.outputShape=[o,u];let l="0.0",a="sumValue",c=Math.floor(n/4)*4,p=n%4,d=`
        sumValue += dot(values, segFilter);
    `,m="";s%n>0&&(m=`
        if (inIdx < 0 || inIdx >= ${s}) {
          return initializationValue;
        }
      `);let f="";s%n>0&&(f=`
        if (inIdx < 0 || inIdx >= ${s}) {
          return -1.0;
        }
      `),this.userCode=`
      const float initializationValue = ${l};

      float getValue(int batch, int inIdx) {
        ${m}
        return getX(batch, inIdx);
      }

      float getSegmentIdAtIndex(int inIdx) {
        ${f}
        return getSegmentIds(inIdx);
      }

      void main() {
        ivec2 coords = getOutputCoords();
        int batch = coords[0];
        int outIdx = coords[1];
        int inOffset = int(floor(float(outIdx) / float(
          ${i})) * float(${n}));
        int currentSeg = int(mod(float(outIdx), float(${i})));

        float sumValue = 0.0;

        for (int i = 0; i < ${c}; i += 4) {
          int inIdx = inOffset + i;
          vec4 values = vec4(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            getValue(batch, inIdx + 2),
            getValue(batch, inIdx + 3)
          );

          vec4 segFilter = vec4(
            int(getSegmentIdAtIndex(inIdx)) == currentSeg ? 1 : 0,
            int(getSegmentIdAtIndex(inIdx + 1)) == currentSeg ? 1 : 0,
            int(getSegmentIdAtIndex(inIdx + 2)) == currentSeg ? 1 : 0,
            int(getSegmentIdAtIndex(inIdx + 3)) == currentSeg ? 1 : 0
          );

          ${d}
        }

        int inIdx = inOffset + ${c};
        if (${p===1}) {
          vec4 values = vec4(
            getValue(batch, inIdx),
            initializationValue,
            initializationValue,
            initializationValue
          );

          int inIdxSeg = int(getSegmentIdAtIndex(inIdx));

          vec4 segFilter = vec4(
            int(getSegmentIdAtIndex(inIdx)) == currentSeg ? 1 : 0,
            0,
            0,
            0
          );

          ${d}
        } else if (${p===2}) {
          vec4 values = vec4(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            initializationValue,
            initializationValue
          );

          vec4 segFilter = vec4(
            int(getSegmentIdAtIndex(inIdx)) == currentSeg ? 1 : 0,
            int(getSegmentIdAtIndex(inIdx + 1)) == currentSeg ? 1 : 0,
              0,
              0
          );

          ${d}
        } else if (${p===3}) {
          vec4 values = vec4(
            getValue(batch, inIdx),
            getValue(batch, inIdx + 1),
            getValue(batch, inIdx + 2),
            initializationValue
          );

          vec4 segFilter = vec4(
            int(getSegmentIdAtIndex(inIdx)) == currentSeg ? 1 : 0,
            int(getSegmentIdAtIndex(inIdx + 1)) == currentSeg ? 1 : 0,
            int(getSegmentIdAtIndex(inIdx + 2)) == currentSeg ? 1 : 0,
            0
          );

          ${d}
        }
        setOutput(${a});
      }
    `}};function x3(r){let{inputs:e,backend:t,attrs:n}=r,{x:o,segmentIds:s}=e,{numSegments:i}=n,u=o.shape.length,l=[],a=0,c=C.getAxesPermutation([a],u),p=o;c!=null&&(p=ve({inputs:{x:o},backend:t,attrs:{perm:c}}),l.push(p),a=C.getInnerMostAxes(1,u)[0]);let d=C.segment_util.computeOutShape(p.shape,a,i),m=b.sizeFromShape([p.shape[a]]),f=P({inputs:{x:p},backend:t,attrs:{shape:[-1,m]}});l.push(f);let h=En(o.dtype),g=(v,_,T,R,A)=>{let F=v.shape[0],D=v.shape[1],O=C.segment_util.segOpComputeOptimalWindowSize(D,A),W={windowSize:O,inSize:D,batchSize:F,numSegments:A},Q=new Fp(W,_),oe=t.compileAndRun(Q,[v,T],R);if(l.push(oe),oe.shape[1]===A)return oe;let ue=Vg({backend:t,attrs:{start:0,stop:A,step:1,dtype:"float32"}}),ge=Gg({inputs:{x:ue},backend:t,attrs:{reps:[D/O]}});return l.push(ue),l.push(ge),g(oe,_,ge,R,A)},x=g(f,"unsortedSegmentSum",s,h,i),y=P({inputs:{x},backend:t,attrs:{shape:d}}),w=y;if(c!=null){l.push(y);let v=C.getUndoAxesPermutation(c);w=ve({inputs:{x:w},backend:t,attrs:{perm:v}})}return l.forEach(v=>t.disposeIntermediateTensorInfo(v)),w}var BT={kernelName:xx,backendName:"webgl",kernelFunc:x3};var b3=[C0,v0,I0,S0,k0,T0,E0,R0,$0,F0,D0,P0,M0,O0,B0,L0,U0,W0,V0,G0,z0,q0,K0,X0,j0,J0,t1,r1,c0,o1,a1,i1,u1,l1,c1,p1,d1,m1,f1,h1,b1,y1,C1,w1,v1,I1,S1,_1,k1,T1,E1,R1,A1,N1,$1,F1,P1,M1,O1,B1,U1,W1,V1,G1,z1,H1,q1,K1,X1,l0,j1,s1,Y1,Q1,Z1,p0,J1,ek,tk,rk,nk,ok,sk,ak,ik,uk,ck,pk,dk,mk,fk,hk,xk,yk,Ck,wk,vk,Ik,Ek,f0,Rk,Ak,Nk,$k,Y0,Fk,Mk,Ok,Bk,Lk,d0,Uk,Wk,Vk,Gk,zk,Q0,Sk,Hk,qk,Kk,g0,Xk,jk,Yk,Qk,Zk,Jk,eT,tT,rT,nT,oT,sT,aT,iT,uT,lT,H0,Tk,cT,pT,dT,mT,fT,hT,gT,xT,yT,CT,vT,IT,ST,_T,kT,TT,ET,kk,b0,RT,AT,NT,$T,DT,PT,y0,MT,OT,BT,Dk];for(let r of b3)el(r);var ds=32,y3=4,C3=12,tn,LT,ni=null,zg=!1,oi=[];self.onmessage=async({data:r})=>{try{r.type==="load"&&(LT=w3(r)),await LT,r.type==="picture"&&I3(r),r.type==="run"&&await S3(r)}catch(e){self.postMessage({type:"failed",message:String(e&&e.message?e.message:e)})}};async function w3({backend:r,wasm:e,description:t,blob:n,pixels:o}){if(S().set("WASM_HAS_MULTITHREAD_SUPPORT",!1),ig(Object.fromEntries(["","-simd","-threaded-simd"].map(u=>[`tfjs-backend-wasm${u}.wasm`,e]))),r==="webgl"&&v3(),!await Yx(r))throw Error(`this browser does not offer ${r==="wasm"?"WebAssembly with SIMD":"WebGL 2"}`);if(await Qx(),r==="webgl"&&!S().getBool("WEBGL_RENDER_FLOAT32_ENABLED"))throw Error("this GPU has no 32-bit floats in WebGL");tn=F3(t,N3(t.arrays,n));let s=o.length/ds/ds/3,i=u=>r==="webgl"?s:u?C3:y3;for(let u=0;u<s;u+=i(u))oi.push(UT(u,o,i(u)))}function v3(){let r=typeof OffscreenCanvas>"u"?null:new OffscreenCanvas(1,1).getContext("webgl2");if(!r)throw Error("this browser does not offer WebGL");let e=r.getExtension("WEBGL_debug_renderer_info"),t=String(r.getParameter(e?e.UNMASKED_RENDERER_WEBGL:r.RENDERER));if(/swiftshader|llvmpipe|software|basic render/i.test(t))throw Error(`WebGL is emulated here (${t})`)}function I3({start:r,pixels:e}){let t=oi.find(n=>n.start===r);t&&Me([t.images,...t.inputs]),oi=[...oi.filter(n=>n!==t),{...UT(0,e,1),start:r}]}function UT(r,e,t){let n=ds*ds*3,o=e.subarray(r*n,(r+t)*n),{mean:s,std:i}=tn,u=new Float32Array(o.length),l=Math.fround;for(let a=0;a<o.length;a++)u[a]=l(l(l(o[a]/255)-s[a%s.length])/i[a%i.length]);return{start:r,images:Cl(u,[o.length/n,ds,ds,3]),steps:[],inputs:[]}}async function S3(r){if(ni=r,!zg){zg=!0;try{for(;ni;)await _3(ni)}finally{zg=!1}}}async function _3(r){let{id:e,steps:t}=r,n=performance.now(),o=1/0,s=t.length;for(let i of oi){if(await k3(),ni!==r)return;let[u,l]=T3(i,t);o=Math.min(o,performance.now()-n),s=Math.min(s,l),self.postMessage({type:"answers",id:e,start:i.start,logits:u})}ni=null,self.postMessage({type:"done",id:e,kept:s,first:o,whole:performance.now()-n,bytes:Xx().numBytes})}function k3(){return new Promise(r=>{let{port1:e,port2:t}=new MessageChannel;e.onmessage=()=>{e.close(),r()},t.postMessage(0)})}function T3(r,e){r.inputs.length||r.inputs.push(fe(()=>ms(tn.stem,r.images)));let t=0;for(;t<e.length&&t<r.steps.length&&E3(e[t],r.steps[t]);)t++;Me(r.inputs.splice(t+1)),r.steps.length=t;for(let o of e.slice(t))r.inputs.push(fe(()=>R3(tn.units[o.unit],o.mode,r.inputs.at(-1)))),r.steps.push(o);return[fe(()=>{let o=ms(tn.tail,r.inputs.at(-1)),s=rh(o,[o.shape[1],o.shape[2]],1,"valid");return re(Rt(ee(s,[o.shape[0],o.shape[3]]),tn.head.weight),tn.head.bias).dataSync()}),t]}function E3(r,e){return r.unit===e.unit&&r.mode===e.mode}function R3(r,e,t){if(tn.pools&&t.shape[1]===2*r.size_in&&(t=ah(t,2,2,"valid")),e==="skip"&&!r.shortcut)return qr(t);t=ms(r.lead,t);let n=e==="skip"?null:WT(ms(r.branch,t),r.branch_factor),o=e==="branch"||!r.shortcut?null:A3(r.shortcut,t),s=n&&o?re(n,o):n||o,i=ms(r.after,s);return i===t?qr(i):i}function A3({layers:r,padding:e,factor:t},n){if(e){let[o,s,i,u]=n.shape;e.stride>1&&(n=uh(n,[0,0,0,0],[o,s,i,u],[1,e.stride,e.stride,1])),n=ih(n,[[0,0],[0,0],[0,0],[e.before,e.behind]])}return WT(ms(r,n),t)}function WT(r,e){return e===1?r:te(r,e)}function ms(r,e){for(let{op:t,weight:n,bias:o,scale:s,stride:i,padding:u,dilation:l,activation:a}of r)t==="conv"?e=wl.conv2d({x:e,filter:n,bias:o,strides:i,pad:u,dilations:l,dimRoundingMode:"floor",activation:a}):t==="affine"?e=re(te(e,s),o):e=ka(e);return e}function N3(r,e){let t=new DataView(e);return r.map(({at:n,shape:o,half:s})=>{let i=new Float32Array(o.reduce((u,l)=>u*l,1));for(let u=0;u<i.length;u++)i[u]=s?$3(t.getUint16(n+2*u,!0)):t.getFloat32(n+4*u,!0);return{values:i,shape:o}})}function $3(r){let e=r&32768?-1:1,t=r>>10&31,n=r&1023;return e*(t?(1+n/1024)*2**(t-15):n*2**-24)}function F3(r,e){let t=o=>D3(o,e),n=({values:o,shape:s})=>Ca(o,s);return{pools:r.pools,mean:e[r.mean].values,std:e[r.std].values,stem:t(r.stem),tail:t(r.tail),head:{weight:n(e[r.head.weight]),bias:n(e[r.head.bias])},units:r.units.map(o=>({...o,lead:t(o.lead),branch:t(o.branch),after:t(o.after),shortcut:o.shortcut&&{...o.shortcut,layers:t(o.shortcut.layers)}}))}}function D3(r,e){let t=[];for(let n of r){let o=t.at(-1);if(n.op==="conv"){let{values:s,shape:i}=e[n.weight];t.push({...n,values:Float64Array.from(s),shape:i,shift:new Float64Array(i[3]),activation:"linear"})}else if(n.op==="affine"){let s=e[n.scale].values,i=e[n.shift].values;o&&o.op==="conv"&&o.activation==="linear"?(o.values.forEach((u,l)=>{o.values[l]=u*s[l%s.length]}),o.shift.forEach((u,l)=>{o.shift[l]=u*s[l%s.length]+i[l%i.length]})):t.push({op:"affine",scale:Ta(s),bias:Ta(i)})}else o&&o.op==="conv"&&o.activation==="linear"?o.activation="relu":t.push({op:"relu"})}for(let n of t.filter(({op:o})=>o==="conv"))n.weight=Cl(Float32Array.from(n.values),n.shape),n.bias=Ta(Float32Array.from(n.shift));return t}})();
