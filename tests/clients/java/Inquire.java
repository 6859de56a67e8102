import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Asks one query with the JDK alone and prints the answer's items.
 *
 * <p>Usage: java Inquire URL CASE.txt 照会要求番号 機関別符号 [xml|soap-1.1|soap-1.2]
 */
public final class Inquire {
    /** The profile's soap-namespace. */
    private static final String MESSAGE = "urn:renkei:message:1";
    private static final String SOAP_1_1 = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String SOAP_1_2 = "http://www.w3.org/2003/05/soap-envelope";

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final DocumentBuilder builder;
    private final String door;
    /** The namespace of the Envelope; null in plain XML. */
    private final String soap;

    private Inquire(String door, String spelling) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        this.builder = factory.newDocumentBuilder();
        this.door = door;
        this.soap = spelling.equals("soap-1.1") ? SOAP_1_1 : spelling.equals("soap-1.2") ? SOAP_1_2 : null;
    }

    public static void main(String[] words) throws Exception {
        String spelling = words.length > 4 ? words[4] : "xml";
        java.util.List<String> lines = Files.readAllLines(Path.of(words[1]), StandardCharsets.UTF_8);
        String institution = null;
        for (String line : lines) {
            if (line.startsWith("情報照会者機関コード=")) {
                institution = line.substring(line.indexOf('=') + 1);
            }
        }
        Inquire client = new Inquire(words[0] + "/" + institution + "/inquiries", spelling);
        Element answer = client.ask(lines, words[2], words[3]);
        java.io.PrintStream out = new java.io.PrintStream(System.out, true, StandardCharsets.UTF_8);
        print(answer, out);
    }

    /** Files the query and polls. */
    private Element ask(java.util.List<String> lines, String request, String linkCode) throws Exception {
        Document query = builder.newDocument();
        Element root = element(query, "情報照会");
        add(root, "照会要求番号", request);
        Element condition = null;
        for (String line : lines) {
            String name = line.substring(0, line.indexOf('='));
            String value = line.substring(line.indexOf('=') + 1);
            if (name.equals("情報照会条件")) {
                condition = add(root, name, null);
                condition.setAttribute("種別", value);
            } else {
                boolean moment = name.equals("時点") || name.equals("開始") || name.equals("終了");
                add(moment ? condition : root, name, value);
            }
        }
        add(root, "機関別符号", linkCode);
        post(root, "inquire");
        for (int look = 0; look < 100; look++) {
            Element answer = poll(request);
            if (answer != null) {
                return answer;
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("no answer");
    }

    /** The answer, or null when there is none yet. */
    private Element poll(String request) throws Exception {
        if (soap == null) {
            HttpRequest get = HttpRequest.newBuilder(URI.create(door + "/" + request)).GET().build();
            HttpResponse<byte[]> reply = http.send(get, HttpResponse.BodyHandlers.ofByteArray());
            return reply.statusCode() == 202 ? null : read(reply);
        }
        Document poll = builder.newDocument();
        Element root = element(poll, "照会結果要求");
        add(root, "照会要求番号", request);
        Element answer = post(root, "poll");
        return answer.getLocalName().equals("照会結果待ち") ? null : answer;
    }

    private Element post(Element message, String operation) throws Exception {
        Document document = message.getOwnerDocument();
        String contentType = "application/xml; charset=utf-8";
        HttpRequest.Builder call = HttpRequest.newBuilder(URI.create(door)).timeout(Duration.ofSeconds(10));
        if (soap == null) {
            document.appendChild(message);
        } else {
            Element envelope = document.createElementNS(soap, "soap:Envelope");
            Element body = document.createElementNS(soap, "soap:Body");
            document.appendChild(envelope).appendChild(body).appendChild(message);
            String action = MESSAGE + "#" + operation;
            if (soap.equals(SOAP_1_1)) {
                contentType = "text/xml; charset=utf-8";
                call.header("SOAPAction", '"' + action + '"');
            } else {
                contentType = "application/soap+xml; charset=utf-8; action=\"" + action + '"';
            }
        }
        StringWriter text = new StringWriter();
        TransformerFactory.newInstance().newTransformer().transform(new DOMSource(document), new StreamResult(text));
        call.header("Content-Type", contentType);
        call.POST(HttpRequest.BodyPublishers.ofString(text.toString(), StandardCharsets.UTF_8));
        return read(http.send(call.build(), HttpResponse.BodyHandlers.ofByteArray()));
    }

    /** The message of a reply. */
    private Element read(HttpResponse<byte[]> reply) throws Exception {
        if (soap == null && reply.statusCode() / 100 != 2) {
            throw new IllegalStateException("HTTP " + reply.statusCode());
        }
        Element root = builder.parse(new ByteArrayInputStream(reply.body())).getDocumentElement();
        if (soap == null) {
            return root;
        }
        Element message = (Element) root.getElementsByTagNameNS(soap, "Body").item(0).getFirstChild();
        if (message.getLocalName().equals("Fault")) {
            throw new IllegalStateException("HTTP " + reply.statusCode() + ": " + message.getTextContent());
        }
        return message;
    }

    private Element element(Document document, String name) {
        return soap == null ? document.createElementNS(null, name) : document.createElementNS(MESSAGE, "m:" + name);
    }

    private Element add(Element parent, String name, String text) {
        Element child = element(parent.getOwnerDocument(), name);
        if (text != null) {
            child.setTextContent(text);
        }
        parent.appendChild(child);
        return child;
    }

    /** Every element without children, as name=value. */
    private static void print(Element element, java.io.PrintStream out) {
        boolean leaf = true;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element) {
                leaf = false;
                print((Element) child, out);
            }
        }
        if (leaf) {
            String reason = element.getAttribute("ReasonOfNull");
            String suffix = reason.isEmpty() ? "" : " ReasonOfNull=\"" + reason + '"';
            out.println(element.getLocalName() + "=" + element.getTextContent() + suffix);
        }
    }
}
