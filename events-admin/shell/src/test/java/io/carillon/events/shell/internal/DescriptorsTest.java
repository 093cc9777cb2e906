// SPDX-License-Identifier: Apache-2.0
package io.carillon.events.shell.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DescriptorsTest {

    @ParameterizedTest
    @ValueSource(
            classes = {
                EventCommands.class,
                EventFateCommands.class,
                EventPublishCommand.class,
                EventTailCommand.class,
                PluginCommands.class,
                PluginJarCommands.class,
                PluginLoadCommands.class,
                SubCommands.class,
                DeadLetterCommands.class,
                StoreCommands.class,
                TokenCommands.class,
                UserCommands.class,
                ConfigCommands.class,
                HealthCommands.class,
                JobCommands.class,
                LogCommands.class
            })
    void every_command_and_every_argument_is_described(Class<?> commands) {
        List<Method> functions = Arrays.stream(commands.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()))
                .toList();

        assertThat(functions).isNotEmpty().allSatisfy(function -> {
            assertThat(text(function.getAnnotation(Descriptor.class)))
                    .as(function.toString())
                    .endsWith(".");
            assertThat(function.getParameters())
                    .filteredOn(parameter -> parameter.getType() != CommandSession.class)
                    .allSatisfy(parameter -> assertThat(text(parameter.getAnnotation(Descriptor.class)))
                            .as(function + " " + parameter)
                            .matches(isPlain(parameter) ? "[A-Za-z]+: .+" : ".+"));
        });
    }

    private static boolean isPlain(Parameter parameter) {
        return Arguments.option(parameter) == null;
    }

    private static String text(Descriptor descriptor) {
        assertThat(descriptor).isNotNull();
        return descriptor.value();
    }
}
