import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.minidev.json.JSONStyle;
import net.minidev.json.JSONValue;
import net.minidev.json.parser.JSONParser;
import org.apache.commons.lang.StringEscapeUtils;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.context.InternalContextAdapterImpl;
import org.apache.velocity.runtime.RuntimeInstance;
import org.apache.velocity.runtime.log.NullLogChute;
import org.apache.velocity.runtime.parser.node.SimpleNode;
import org.apache.velocity.util.introspection.Info;

/**
 * Renders cases with Apache Velocity 1.7 itself: the original that our engine is held against.
 *
 * JSON Lines in (the members of `gatewright render --cases`), JSON Lines out, one result a case. With an
 * argument N it renders each case N times after a warm-up and reports nanoseconds a rendering instead.
 */
public final class Oracle {
    /** What AWS adds to 1.7: a reference without a value is the empty text, everywhere. */
    static final class EmptyForInvalid implements InvalidReferenceEventHandler {
        public Object invalidGetMethod(Context c, String reference, Object object, String property, Info info) {
            return "";
        }

        public boolean invalidSetMethod(Context c, String left, String right, Info info) {
            return false;
        }

        public Object invalidMethod(Context c, String reference, Object object, String method, Info info) {
            return "";
        }
    }

    /** A map of $context: iterates like a HashMap, prints nothing. */
    public static final class ContextMap extends HashMap<String, Object> {
        @Override
        public String toString() {
            return "";
        }
    }

    public static final class Util {
        public String escapeJavaScript(String text) {
            return StringEscapeUtils.escapeJavaScript(text);
        }

        public String urlEncode(String text) throws Exception {
            return text == null ? null : URLEncoder.encode(text, "UTF-8");
        }

        public String urlDecode(String text) throws Exception {
            return text == null ? null : URLDecoder.decode(text, "UTF-8");
        }

        public String base64Encode(String text) {
            return text == null ? null : Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        public String base64Decode(String text) {
            return text == null ? null : new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
        }

        public Object parseJson(String text) throws Exception {
            return text == null ? null : parse(text);
        }
    }

    static Object parse(String text) throws Exception {
        JSONParser parser = new JSONParser(JSONParser.MODE_PERMISSIVE);
        if (text.length() > 4000) {
            forgetDepth(parser);
        }
        return parser.parse(text, JSONValue.defaultReader.DEFAULT_ORDERED);
    }

    /** Debian's json-smart counts every object and list as one level deeper and refuses the 400th: start far below. */
    static void forgetDepth(JSONParser parser) throws Exception {
        Method inner = JSONParser.class.getDeclaredMethod("getPString");
        inner.setAccessible(true);
        Object counting = inner.invoke(parser);
        Class<?> type = counting.getClass();
        while (!type.getSimpleName().equals("JSONParserBase")) {
            type = type.getSuperclass();
        }
        Field depth = type.getDeclaredField("depth");
        depth.setAccessible(true);
        depth.setInt(counting, Integer.MIN_VALUE);
    }

    public static final class Input {
        private final String body;
        private final Map<String, Object> params;
        private Object root;
        private boolean read;

        Input(String body, Map<String, Object> params) {
            this.body = body == null || body.isEmpty() ? "{}" : body;
            this.params = params;
        }

        public String getBody() {
            return body;
        }

        private Object root() throws Exception {
            if (!read) {
                root = parse(body);
                read = true;
            }
            return root;
        }

        public Object path(String path) throws Exception {
            Object root = root();
            try {
                return JsonPath.compile(path).read(root, Configuration.defaultConfiguration());
            } catch (PathNotFoundException missing) {
                return null;
            }
        }

        public String json(String path) throws Exception {
            Object value = path(path);
            return value == null ? "\"\"" : JSONValue.toJSONString(value, PLAIN);
        }

        public Map<String, Object> params() {
            return params;
        }

        public Object params(String name) {
            for (String place : new String[] {"path", "querystring", "header"}) {
                Map<?, ?> values = (Map<?, ?>) params.get(place);
                if (values.containsKey(name)) {
                    return values.get(name);
                }
            }
            return null;
        }
    }

    /** Quotes names and texts, escapes what JSON asks for, leaves the slash alone. */
    static final JSONStyle PLAIN = new JSONStyle(JSONStyle.FLAG_PROTECT_4WEB);

    static Object contextValue(Object value) {
        if (value instanceof Map) {
            ContextMap map = new ContextMap();
            ((Map<?, ?>) value).forEach((name, member) -> map.put((String) name, contextValue(member)));
            return map;
        }
        return value;
    }

    static RuntimeInstance engine(boolean gateway) throws Exception {
        RuntimeInstance engine = new RuntimeInstance();
        engine.setProperty("runtime.log.logsystem.class", NullLogChute.class.getName());
        engine.setProperty("resource.loader", "none");
        engine.setProperty("velocimacro.library", "");
        if (gateway) {
            engine.setProperty("velocimacro.permissions.allow.inline", "false");
        }
        engine.init();
        if (gateway) {
            engine.removeDirective("evaluate");
        }
        return engine;
    }

    static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (value instanceof Map) {
            ((Map<?, ?>) value).forEach((name, member) -> map.put((String) name, member));
        }
        return map;
    }

    static String render(RuntimeInstance engine, boolean gateway, Map<?, ?> given) throws Exception {
        return render(engine, gateway, given, null);
    }

    static String render(RuntimeInstance engine, boolean gateway, Map<?, ?> given, SimpleNode tree)
        throws Exception {
        Map<String, Object> params = new LinkedHashMap<>();
        Map<String, Object> sent = map(given.get("params"));
        for (String place : new String[] {"path", "querystring", "header"}) {
            params.put(place, map(sent.get(place)));
        }
        VelocityContext context = new VelocityContext();
        context.put("input", new Input((String) given.get("body"), params));
        context.put("util", new Util());
        context.put("context", contextValue(map(given.get("context"))));
        context.put("stageVariables", map(given.get("stageVariables")));
        if (gateway) {
            EventCartridge cartridge = new EventCartridge();
            cartridge.addEventHandler(new EmptyForInvalid());
            cartridge.attachToContext(context);
        }
        StringWriter out = new StringWriter();
        if (tree == null) {
            engine.evaluate(context, out, "case", (String) given.get("template"));
        } else {
            engine.render(context, out, "case", tree);
        }
        return out.toString();
    }

    static void answer(PrintStream out, Object id, String member, Object value) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", id);
        result.put(member, value);
        out.println(JSONValue.toJSONString(result, PLAIN));
    }

    public static void main(String[] arguments) throws Exception {
        RuntimeInstance gateway = engine(true);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 0;
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            Map<?, ?> given = (Map<?, ?>) new JSONParser(JSONParser.MODE_RFC4627)
                .parse(line, JSONValue.defaultReader.DEFAULT_ORDERED);
            boolean isGateway = !"velocity".equals(given.get("dialect"));
            // Names of macros are kept by an engine, so a case with a macro has an engine of its own.
            boolean shared = isGateway && !String.valueOf(given.get("template")).contains("macro");
            RuntimeInstance engine = shared ? gateway : engine(isGateway);
            try {
                if (rounds > 0) {
                    for (int i = 0; i < rounds; i++) {
                        render(engine, isGateway, given);
                    }
                    long start = System.nanoTime();
                    for (int i = 0; i < rounds; i++) {
                        render(engine, isGateway, given);
                    }
                    long both = (System.nanoTime() - start) / rounds;
                    SimpleNode tree = engine.parse((String) given.get("template"), "case");
                    tree.init(new InternalContextAdapterImpl(new VelocityContext()), engine);
                    for (int i = 0; i < rounds; i++) {
                        render(engine, isGateway, given, tree);
                    }
                    start = System.nanoTime();
                    for (int i = 0; i < rounds; i++) {
                        render(engine, isGateway, given, tree);
                    }
                    long rendered = (System.nanoTime() - start) / rounds;
                    answer(out, given.get("id"), "nanoseconds", List.of(both, rendered));
                } else {
                    answer(out, given.get("id"), "output", render(engine, isGateway, given));
                }
            } catch (Throwable failure) {
                answer(out, given.get("id"), "error", String.valueOf(failure.getMessage()));
            }
            out.flush();
        }
    }
}
