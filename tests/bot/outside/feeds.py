"""Feeds as they are published, each with the same three entries."""

from __future__ import annotations

RSS_2 = """<?xml version="1.0" encoding="utf-8"?>
<?xml-stylesheet href="style.xsl"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/">
 <channel>
  <title>News</title><link>https://example.org/</link><description>All of it</description>
  <image><title>Picture</title><url>https://example.org/a.png</url></image>
  <item>
   <title>Caffè &amp;amp; <![CDATA[<b>cornetti</b>]]></title>
   <link>https://example.org/1?a=b&amp;c=d</link>
   <guid isPermaLink="false">one</guid>
   <dc:creator>Ann Ace</dc:creator>
   <pubDate>Mon, 23 Nov 2026 09:00:00 +0100</pubDate>
   <category>food</category>
   <description>Short</description>
   <content:encoded><![CDATA[<p>First&nbsp;line,<br/>second</p><script>alert(1)</script>
<p style="x">Third <a href="javascript:alert(1)">link</a></p><!-- <p>no</p> -->]]></content:encoded>
   <media:content url="/b.jpg"><media:title>Not this</media:title></media:content>
  </item>
  <item><link>/2</link><title>2 &lt; 3</title><description>Two</description></item>
  <item><title>No link</title></item>
 </channel>
</rss>
"""

RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <channel rdf:about="https://example.org/"><title>News</title><link>https://example.org/</link>
  <items><rdf:Seq><rdf:li rdf:resource="https://example.org/1"/></rdf:Seq></items></channel>
 <item rdf:about="one"><title>Caffè &amp; cornetti</title>
  <link>https://example.org/1?a=b&amp;c=d</link><dc:creator>Ann Ace</dc:creator>
  <dc:date>2026-11-23T09:00:00+01:00</dc:date>
  <description>&lt;p&gt;First line, second&lt;/p&gt;Third link</description></item>
 <item rdf:about="https://example.org/2"><title>2 &lt; 3</title><link>/2</link>
  <description>Two</description></item>
 <item rdf:about="three"><title>No link</title></item>
</rdf:RDF>
"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><id>urn:news</id>
 <author><name>Ann Ace</name></author><updated>2026-11-23T08:00:00Z</updated>
 <entry><id>urn:one</id><title type="html">Caffè &amp;amp; &lt;b&gt;cornetti&lt;/b&gt;</title>
  <link rel="enclosure" href="https://example.org/a.mp3"/>
  <link href="https://example.org/1?a=b&amp;c=d"/>
  <published>2026-11-23T08:00:00Z</published><updated>2026-11-24T08:00:00Z</updated>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>First line, second</p>
   <p>Third <i>link</i></p></div></content></entry>
 <entry><id>urn:two</id><title>2 &lt; 3</title><link href="/2"/><summary>Two</summary></entry>
 <entry><id>urn:three</id><title>No link</title></entry>
</feed>
"""

JSON = """{"version": "https://jsonfeed.org/version/1.1", "title": "News",
 "authors": [{"name": "Ann Ace"}], "items": [
 {"id": "one", "title": "Caffè & cornetti", "url": "https://example.org/1?a=b&c=d",
  "content_html": "<p>First line, second</p><p>Third link</p>",
  "date_published": "2026-11-23T09:00:00+01:00", "tags": ["food"]},
 {"id": 2, "title": "2 < 3", "url": "/2", "content_text": "Two"},
 {"id": "three", "title": "No link"}]}
"""

ALL = {"rss 2.0": RSS_2, "rss 1.0": RSS_1, "atom": ATOM, "json": JSON}
