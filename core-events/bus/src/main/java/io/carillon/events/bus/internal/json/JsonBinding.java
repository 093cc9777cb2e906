// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.bus.internal.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import com.fasterxml.jackson.databind.util.LRUMap;
import com.fasterxml.jackson.databind.util.LookupCache;
import io.carillon.events.DataBinding;
import io.carillon.events.InvalidEventException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/**
 * Binds JSON to the classes of one class loader. Everything Jackson remembers of a class is held here and nowhere static,
 * so that the class loader can go when this goes.
 */
public final class JsonBinding implements DataBinding {

    private static final int CACHED_TYPES = 200;

    private final ObjectMapper mapper;

    /**
     * A binding.
     *
     * @param loader of the classes that are bound
     */
    public JsonBinding(ClassLoader loader) {
        // The default type factory and annotation introspector are static and would keep classes of plugins that left.
        LookupCache<Object, JavaType> cache = new LRUMap<>(16, CACHED_TYPES);
        TypeFactory types = TypeFactory.defaultInstance().withCache(cache).withClassLoader(loader);
        this.mapper = JsonMapper.builder(JsonText.FACTORY.copy())
                .typeFactory(types)
                .annotationIntrospector(new JacksonAnnotationIntrospector())
                .addModule(new PlainTypes())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .build();
    }

    @Override
    public byte[] encode(Object value) {
        try {
            return mapper.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw misfit(e, "must be a value that JSON can hold");
        }
    }

    @Override
    public Object decode(byte[] json) {
        return JsonText.read(json);
    }

    @Override
    public <T> T bind(byte[] json, Class<T> type) {
        if (type == Map.class || type == List.class || type == Object.class) {
            Object value = decode(json);
            if (!type.isInstance(value)) {
                throw new InvalidEventException(
                        "data",
                        "must be a JSON " + (type == Map.class ? "object" : "array"),
                        value.getClass().getSimpleName());
            }
            return type.cast(value);
        }
        try {
            T value = mapper.readValue(JsonText.text(ByteBuffer.wrap(json)), type);
            if (value == null) {
                throw new InvalidEventException("data", "must fit " + type.getName(), "null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw misfit(e, "must fit " + type.getName());
        }
    }

    private static InvalidEventException misfit(JsonProcessingException e, String rule) {
        StringBuilder pointer = new StringBuilder("data");
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                pointer.append('/');
                if (step.getFieldName() == null) {
                    pointer.append(step.getIndex());
                } else {
                    pointer.append(step.getFieldName().replace("~", "~0").replace("/", "~1"));
                }
            }
        }
        InvalidEventException misfit = new InvalidEventException(pointer.toString(), rule, e.getOriginalMessage());
        misfit.initCause(e);
        return misfit;
    }
}
