# urllib.parse: splitting, joining and quoting of random URLs.
import urllib.parse as U, random
R=random.Random(4)
def t(f):
    try: return repr(f())
    except Exception as e: return f"{type(e).__name__} {e}"
def rp(): return "".join(R.choice(["a","b","/","/","..",".","?","#",";",":","@","http","%20","+","=","&","[::1]","80","é"," ","file","//"]) for _ in range(R.randrange(9)))
for i in range(150):
    a,b=R.choice(["","http://h/p/q","http://u:p@h:80/a/b;c?d=e#f","file:///x/y","mailto:a@b","//h/p"])+R.choice([rp(),""]),rp()
    def props(): x=U.urlsplit(a); return x.username,x.password,x.hostname,x.port,x.geturl()
    print(repr(a),repr(b),*[t(f) for f in (lambda:U.urlparse(a),lambda:U.urlsplit(b),lambda:U.urljoin(a,b),lambda:U.urldefrag(a),props,lambda:U.quote(a),lambda:U.quote_plus(b),lambda:U.unquote(a),lambda:U.unquote_plus(b),lambda:U.parse_qs(b),lambda:U.parse_qsl(b,keep_blank_values=True),lambda:U.parse_qsl(b,strict_parsing=True),lambda:U.urlparse(a).geturl(),lambda:U.urlunparse(U.urlparse(b)),lambda:U.urlsplit(a.encode("ascii","replace")),lambda:U.parse_qs(b.encode()))])
for f in (lambda:U.urlencode({"a":1,"b c":"x y/é","l":[1,2]}),lambda:U.urlencode({"l":[1,2],"s":"ab","t":(3,)},doseq=True),lambda:U.urlencode([("a",b"\xff"),("b",None)]),lambda:U.urlencode("ab"),lambda:U.urlencode({"a":"x y"},quote_via=U.quote),lambda:U.quote("é",encoding="latin-1"),lambda:U.quote(b"\x00a"),lambda:U.quote("a/b",safe=""),lambda:U.unquote("%C3%A9%zz%4"),lambda:U.unquote("%E9",encoding="latin-1"),lambda:U.unquote_to_bytes("a%ffé"),lambda:U.urlsplit("http://h:99999/").port,lambda:U.urlsplit("http://h:x/").port,lambda:U.urlsplit("http://[::1]:80/x").hostname,lambda:U.urlsplit("http://[x/"),lambda:U.urljoin("a",b"b"),lambda:U.quote(5),lambda:U.parse_qs("a=1&b=2",max_num_fields=1),lambda:U.parse_qs("a=1;b=2",separator=";"),lambda:U.urlsplit("HTTP://Ex.COM/P")._replace(path="/z").geturl(),lambda:U.urlparse("//h/p",scheme="https").scheme,lambda:U.urlsplit("http://[v1.x]/"),lambda:U.urlsplit("http://[1.2.3.4]/"),lambda: U.urlsplit("http://a/b").encode(), lambda: U.urlparse("x:80"), lambda: U.urlsplit(b"http://a/b").decode(), lambda: U.parse_qsl(None), lambda: U.urlsplit(" http://a/b\n")):
    print(t(f))
